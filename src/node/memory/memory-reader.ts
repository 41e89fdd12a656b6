/** Reads the lessons of a version: its tree by one git, the lessons from the cache. */
import type { Lesson } from '../../core/memory/lesson.js';
import type { BrokenLesson } from '../../core/memory/memory-store.js';
import type { LessonCache } from './lesson-cache.js';
import type { LessonOrigins } from './lesson-origins.js';
import type { MemoryRepo } from './memory-repo.js';
import { blobId, parseTree, readObjects, type TreeEntry } from './objects.js';

/** The lessons of one commit (null: none yet). Shared between callers, so never changed. */
export type Snapshot = {
  readonly version: string | null;
  readonly lessons: ReadonlyMap<string, Lesson>;
  /** Blob ids by lesson id. */
  readonly blobs: ReadonlyMap<string, string>;
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

export const lessonsFolder = 'lessons';

export function lessonPath(id: string): string {
  return `${lessonsFolder}/${id}.md`;
}

const nothing: Snapshot = { version: null, lessons: new Map(), blobs: new Map(), broken: [], unverified: new Set() };

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
  const unverified = new Set(old.unverified);
  for (const { after, text } of edits) {
    const blob = blobId(text, version);
    cache.note(blob, { state: 'ok', lesson: after });
    lessons.set(after.id, after);
    blobs.set(after.id, blob);
    unverified.delete(after.id);
  }
  return { version, lessons, blobs, broken: old.broken, unverified };
}

async function readSnapshot(
  repo: MemoryRepo,
  cache: LessonCache,
  origins: Pick<LessonOrigins, 'unverified'>,
  commit: string,
): Promise<Snapshot> {
  const [found, tree] = await readObjects(repo, [`${commit}^{commit}`, `${commit}:${lessonsFolder}`]);
  if (!found) throw new Error(`${commit} is not a version of ${repo.dir}`);
  const entries = tree?.type === 'tree' ? parseTree(tree).filter((entry) => entry.name.endsWith('.md')) : [];
  const parsed = await cache.read(entries.filter(isFile).map((entry) => entry.id));

  const lessons = new Map<string, Lesson>();
  const blobs = new Map<string, string>();
  const broken: BrokenLesson[] = [];
  for (const entry of entries) {
    const path = `${lessonsFolder}/${entry.name}`;
    const read = isFile(entry) ? parsed.get(entry.id) : undefined;
    if (!read) broken.push({ path, reason: 'it is not a file: links, folders and submodules are not followed', text: '' });
    else if (read.state === 'broken') broken.push({ path, reason: read.reason, text: read.text ?? '' });
    else if (`${read.lesson.id}.md` !== entry.name)
      broken.push({ path, reason: `its id is ${read.lesson.id}, which belongs into ${lessonPath(read.lesson.id)}`, text: '' });
    else {
      lessons.set(read.lesson.id, read.lesson);
      blobs.set(read.lesson.id, entry.id);
    }
  }
  return { version: found.id, lessons, blobs, broken, unverified: await origins.unverified(found.id, blobs) };
}

function isFile({ mode }: TreeEntry): boolean {
  return mode.startsWith('100');
}
