/** What an audit says of memory's `main`: that it cannot be read, that it had to be mended, or that it was set back to an older version. */
import path from 'node:path';
import { HumanError } from '../../core/human-error.js';
import type { AuditProblem } from '../../core/transcript/transcript-store.js';
import type { OpenMemory } from './memory-git.js';

/** `gitDir` is where the memory repository lies. */
export async function auditMain(memory: Pick<OpenMemory, 'mended' | 'lostVersion'>, gitDir: string): Promise<AuditProblem[]> {
  const file = path.join(gitDir, 'refs/heads/main');
  const lost = await memory.lostVersion().catch((error: unknown) => unreadable(file, 'memory’s history', error));
  const mended = (await memory.mended()).map(({ file, note }): AuditProblem => ({
    severity: 'warning',
    file,
    problem: note,
    next: 'Look what is missing: reverie memory history; then delete that file',
  }));
  if (!lost) return mended;
  if ('problem' in lost) return [...mended, lost];
  const back = lost.there
    ? `If that was not you, bring it back: reverie memory rollback ${lost.commit.slice(0, 10)}`
    : 'If that was not you, restore memory.git from a newer backup';
  return [
    ...mended,
    {
      severity: 'error',
      file,
      problem: `memory was set back: version ${lost.commit.slice(0, 10)}, which was written here, is no longer in its history`,
      next: `${back}; if it was, delete ${lost.file}`,
    },
  ];
}

/** An audit tells of everything else all the same. */
export function unreadable(file: string, what: string, error: unknown): AuditProblem {
  const why = error instanceof Error ? error.message : String(error);
  const next = error instanceof HumanError ? error.next : 'Restore memory.git from a backup';
  return { severity: 'error', file, problem: `${what} cannot be read: ${why}`, next };
}
