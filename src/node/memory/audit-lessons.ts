/** What an audit says of lessons: that they cannot be read, and those whose file no operation brought. */
import path from 'node:path';
import type { MemoryStore } from '../../core/memory/memory-store.js';
import { unverifiedWords } from '../../core/memory/unverified.js';
import type { AuditProblem } from '../../core/transcript/transcript-store.js';
import { unreadable } from './audit-main.js';
import { lessonPath } from './lesson-files.js';

/** `gitDir` is where the memory repository lies. Retired lessons do nothing, so nobody has to stand for them. */
export async function auditLessons(store: Pick<MemoryStore, 'read'>, gitDir: string): Promise<AuditProblem[]> {
  const read = await store.read().catch((error: unknown) => unreadable(gitDir, 'the lessons', error));
  if ('problem' in read) return [read];
  const { lessons, unverified } = read;
  return lessons
    .filter(({ id, status }) => unverified.has(id) && status !== 'retired')
    .map(({ id }) => ({
      severity: 'warning',
      file: path.join(gitDir, lessonPath(id)),
      problem: `unverified lesson: ${unverifiedWords}`,
      next: `If it is yours, make it so: reverie memory pin ${id} (or activate); else reverie memory retire ${id}`,
    }));
}
