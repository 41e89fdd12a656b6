/** Operations that were made from older states of their lessons, brought onto a version. */
import type { Lesson } from '../../core/memory/lesson.js';
import type { Operation } from '../../core/memory/operation.js';
import { rebaseOperation, type Rebased } from '../../core/memory/rebase-operation.js';
import type { LessonCache } from './lesson-cache.js';
import type { Snapshot } from './memory-reader.js';

export type OlderBases = {
  /** The operation as it fits `now`, the lesson in this version or as an operation before this one left it. */
  rebase(operation: Operation, now: Lesson): Rebased;
};

/** Reads what operations were made from, where that is another lesson than in this version. */
export async function olderBases(operations: Operation[], { blobs }: Snapshot, cache: Pick<LessonCache, 'read'>): Promise<OlderBases> {
  const isOlder = ({ base, lesson }: Operation) => base !== undefined && base !== blobs.get(lesson);
  const older = operations.filter(isOlder).flatMap(({ base }) => base ?? []);
  const bases = older.length > 0 ? await cache.read(older) : new Map();
  return {
    rebase(operation, now) {
      if (!isOlder(operation)) return { state: 'fits', operation };
      const base = bases.get(operation.base ?? '');
      if (base?.state === 'ok') return rebaseOperation(operation, base.lesson, now);
      return { state: 'conflict', reason: `${operation.lesson} has been changed since, and what it was then cannot be read` };
    },
  };
}
