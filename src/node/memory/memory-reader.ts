/** Reads the lessons of a version: its tree by one git, the lessons from the cache. */
import type { Lesson } from '../../core/memory/lesson.js';
import type { BrokenLesson } from '../../core/memory/memory-store.js';
import type { LessonCache } from './lesson-cache.js';
import type { LessonOrigins } from './lesson-origins.js';
import { flatLessonPath, lessonFiles, lessonPath } from './lesson-files.js';
import type { MemoryRepo } from './memory-repo.js';
import { blobId, type TreeEntry } from './objects.js';

/** The lessons of one commit (null: none yet). Shared between callers, so never changed. */
export type Snapshot = {
  readonly version: string | null;
  readonly lessons: ReadonlyMap<string, Lesson>;
  /** Blob ids by lesson id. */
  readonly blobs: ReadonlyMap<string, string>;
  /** Where each lesson's file lies, by lesson id. */
  readonly paths: ReadonlyMap<string, string>;
  readonly broken: readonly BrokenLesson[];
  /** Ids of lessons that no operation brought. */
  readonly unverified: ReadonlySet<string>;
};

export interface MemoryReader {
  /** Throws when there is no such commit. */
  at(commit: string | null): Promise<Snapshot>;
  /** Notes the newest version, which this process has just written. */
  note(snapshot: Snapshot): void;
}

const nothing: Snapshot = { version: null, lessons: new Map(), blobs: new Map(), paths: new Map(), broken: [], unverified: new Set() };

export function memoryReader(repo: MemoryRepo, cache: LessonCache, origins: Pick<LessonOrigins, 'unverified'>): MemoryReader {
  let newest = nothing;
  return {
    async at(commit) {
      if (commit === newest.version) return newest;
      if (commit === null) return nothing;
      newest = await readSnapshot(repo, cache, origins, commit);
      return newest;
    },
    note: (snapshot) => {
      newest = snapshot;
    },
  };
}

/** The snapshot that a commit of these lessons gives, without reading it back. */
export function withEdits(old: Snapshot, version: string, edits: Iterable<{ after: Lesson; text: string }>, cache: LessonCache): Snapshot {
  const lessons = new Map(old.lessons);
  const blobs = new Map(old.blobs);
  const paths = new Map(old.paths);
  const unverified = new Set(old.unverified);
  const broken = new Set(old.broken.map(({ path }) => path));
  const mended = new Set<string>();
  for (const { after, text } of edits) {
    // a twin of a lesson that can be read stays what it is
    if (!old.lessons.has(after.id)) mended.add([lessonPath(after.id), flatLessonPath(after.id)].find((path) => broken.has(path)) ?? '');
    const blob = blobId(text, version);
    cache.note(blob, { state: 'ok', lesson: after });
    lessons.set(after.id, after);
    blobs.set(after.id, blob);
    paths.set(after.id, lessonPath(after.id));
    unverified.delete(after.id);
  }
  return { version, lessons, blobs, paths, broken: old.broken.filter(({ path }) => !mended.has(path)), unverified };
}

async function readSnapshot(
  repo: MemoryRepo,
  cache: LessonCache,
  origins: Pick<LessonOrigins, 'unverified'>,
  commit: string,
): Promise<Snapshot> {
  const { commit: found, files } = await lessonFiles(repo, commit);
  if (found === undefined) throw new Error(`${commit} is not a version of ${repo.dir}`);
  const parsed = await cache.read([...files.values()].filter(isFile).map((entry) => entry.id));

  const lessons = new Map<string, Lesson>();
  const blobs = new Map<string, string>();
  const paths = new Map<string, string>();
  const broken: BrokenLesson[] = [];
  for (const [path, entry] of files) {
    const report = (reason: string, text = '') => void broken.push({ path, reason, text, ...blobOf(entry) });
    const read = isFile(entry) ? parsed.get(entry.id) : undefined;
    if (!read) report('it is not a file: links, folders and submodules are not followed');
    else if (read.state === 'broken') report(read.reason, read.text);
    else {
      const { id } = read.lesson;
      const twin = paths.get(id);
      if (`${id}.md` !== entry.name) {
        report(`its id is ${id}, which belongs into ${lessonPath(id)}`);
        continue;
      }
      if (twin !== undefined) {
        const [stays, goes] = path === lessonPath(id) ? [path, twin] : [twin, path];
        broken.push({
          path: goes,
          reason: `the lesson ${id} is in ${stays} too, and that one counts`,
          text: '',
          ...blobOf(files.get(goes)),
        });
        if (stays === twin) continue;
      }
      lessons.set(id, read.lesson);
      blobs.set(id, entry.id);
      paths.set(id, path);
    }
  }
  return { version: found, lessons, blobs, paths, broken, unverified: await origins.unverified(found, blobs, paths) };
}

function blobOf(entry: TreeEntry | undefined): { blob?: string } {
  return entry && isFile(entry) ? { blob: entry.id } : {};
}

function isFile({ mode }: TreeEntry): boolean {
  return mode.startsWith('100');
}
