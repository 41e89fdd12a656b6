/** Parsed lessons by blob id, in the process and on disk: reading YAML is the slow part of loading a memory. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { maxLessonLength, parseLesson, type ParsedLesson } from '../../core/memory/lesson-markdown.js';
import { cacheFile, readCache, writeCache } from './cache-file.js';
import type { MemoryRepo } from './memory-repo.js';
import { readObjects, readSizes } from './objects.js';

export type CachedLesson = ParsedLesson & { /** Only when broken. */ text?: string };

export interface LessonCache {
  /** The lessons of the blobs, from the cache or parsed now. Each blob that exists is in the answer. */
  read(blobs: string[]): Promise<Map<string, CachedLesson>>;
  /** Notes a lesson just written. */
  note(blob: string, lesson: CachedLesson): void;
  /** Resolves when nothing is being written any more. */
  settled(): Promise<void>;
}

/** Fewer newly parsed lessons are not worth writing the file anew. */
const worthWriting = 16;

export function lessonCache(repo: MemoryRepo): LessonCache {
  const file = cacheFile(repo, 'lessons-v1');
  const known = new Map<string, CachedLesson>();
  let loading: Promise<void> | undefined;
  let writing: Promise<void> = Promise.resolve();
  let unwritten = 0;

  return {
    async read(blobs) {
      if (blobs.some((blob) => !known.has(blob))) await (loading ??= load(file, known));
      const unknown = [...new Set(blobs)].filter((blob) => !known.has(blob));
      if (unknown.length) {
        for (const [blob, lesson] of await parseBlobs(repo, unknown)) known.set(blob, lesson);
        unwritten += unknown.length;
      }
      const found = new Map<string, CachedLesson>();
      for (const blob of blobs) {
        const lesson = known.get(blob);
        if (lesson) found.set(blob, lesson);
      }
      if (unwritten >= worthWriting && repo.writable) {
        unwritten = 0;
        // a cache that cannot be written costs time, nothing else
        writing = writing.then(() => writeCache(file, [...found] satisfies CacheFile)).catch(() => undefined);
      }
      return found;
    },
    note: (blob, lesson) => void known.set(blob, lesson),
    settled: () => writing,
  };
}

async function parseBlobs(repo: MemoryRepo, blobs: string[]): Promise<Map<string, CachedLesson>> {
  const sizes = await readSizes(repo, blobs);
  // three bytes of UTF-8 hold at least one code unit
  const fits = (blob: string) => (sizes.get(blob) ?? Infinity) <= maxLessonLength * 3;
  const small = blobs.filter(fits);
  const objects = await readObjects(repo, small);
  const parsed = new Map<string, CachedLesson>();
  for (const [index, blob] of small.entries()) {
    parsed.set(blob, parseBytes(objects[index]?.data));
    // thousands of lessons take seconds: the editor goes on meanwhile
    if (index % 50 === 49) await nextTurn();
  }
  for (const blob of blobs) {
    if (parsed.has(blob)) continue;
    const size = sizes.get(blob);
    parsed.set(blob, {
      state: 'broken',
      reason: size === undefined ? 'its object is missing' : `the file is too large (${size} bytes)`,
      text: '',
    });
  }
  return parsed;
}

function parseBytes(data: Buffer | undefined): CachedLesson {
  if (!data) return { state: 'broken', reason: 'its object is missing', text: '' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
    const parsed = parseLesson(text);
    return parsed.state === 'ok' ? parsed : { ...parsed, text };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { state: 'broken', reason: 'the file is not UTF-8', text: data.toString('latin1') };
  }
}

type CacheFile = [blob: string, lesson: CachedLesson][];

async function load(file: string, into: Map<string, CachedLesson>): Promise<void> {
  for (const [blob, lesson] of ((await readCache(file)) ?? []) as CacheFile) into.set(blob, lesson);
}
