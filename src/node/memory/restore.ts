/** Bringing one lesson's file back as it was in an older version: one that is broken, that a rollback took away, or that should be as it was. */
import type { ApplyResult } from '../../core/memory/memory-store.js';
import { printMessage } from '../../core/memory/version-message.js';
import type { Plan } from './advance.js';
import type { FileChange } from './fast-import.js';
import type { LessonCache } from './lesson-cache.js';
import { flatLessonPath, lessonPath } from './lesson-files.js';
import type { MemoryRepo } from './memory-repo.js';
import { readObjects } from './objects.js';
import { readLog } from './version-log.js';

export type Restored = { message: string; changes: FileChange[] };

/**
 * The version that puts the file back, on `tip`: as it was in `version`, or in the newest version in which it could be read and was another
 * than now. A plan that stops says why.
 */
export async function restoredFile(
  repo: MemoryRepo,
  cache: LessonCache,
  tip: string | null,
  { lesson, version, context }: { lesson: string; version?: string | undefined; context: string },
): Promise<Restored | Plan<ApplyResult>> {
  const paths = [lessonPath(lesson), flatLessonPath(lesson)];
  const versions = tip
    ? await readLog(repo, [version ?? tip, ...(version === undefined ? ['--', ...paths] : ['--max-count=1', '--'])])
    : [];
  const blobs = await readObjects(
    repo,
    [...(tip ? [tip] : []), ...versions.map(({ commit }) => commit)].flatMap((commit) => paths.map((path) => `${commit}:${path}`)),
  );
  const [now, ...then] = Array.from({ length: blobs.length / 2 }, (_, i) => blobs.slice(i * 2, i * 2 + 2));
  const present = now?.map((blob) => blob?.id) ?? [];
  const parsed = await cache.read([...new Set(then.flat().flatMap((blob) => (blob?.type === 'blob' ? [blob.id] : [])))]);
  for (const [index, files] of then.entries()) {
    for (const file of files) {
      const read = file && parsed.get(file.id);
      if (!file || read?.state !== 'ok' || read.lesson.id !== lesson || present.includes(file.id)) continue;
      const from = versions[index];
      const message = printMessage({ type: 'restore', lesson, from: from?.commit ?? '', statement: read.lesson.statement }, context);
      const [path = '', flat = ''] = paths;
      return { message, changes: [{ path, blob: file.id }, ...(present[1] === undefined ? [] : [{ path: flat, removed: true } as const])] };
    }
  }
  const reason =
    version === undefined
      ? `no version has ${lesson} otherwise than it is now`
      : `${version.slice(0, 10)} has no other ${lesson} that can be read`;
  return { do: 'stop', value: { state: 'refused', reason } };
}
