/** Moves refs in one `git update-ref --stdin` transaction: all of them, or none. */
import { setTimeout as pause } from 'node:timers/promises';
import { HumanError } from '../../core/human-error.js';
import type { MemoryRepo } from './memory-repo.js';
import type { StaleLocks } from './stale-locks.js';

/** refused: a ref is not what the transaction expects; `why` is git's text. */
export type Moved = { state: 'done' } | { state: 'refused'; why: string };

/**
 * Runs the commands (`update <ref> <new> <old>`, `verify <ref> <old>`, `delete <ref> <old>`; see git-update-ref). While another git, or one
 * that was killed, holds a lock it waits, at most until a dead lock must have been removed; then it throws a HumanError that names the lock.
 */
export async function moveRefs(repo: MemoryRepo, locks: StaleLocks, commands: string[]): Promise<Moved> {
  const began = performance.now();
  for (let attempt = 0; ; attempt++) {
    const { code, stderr } = await repo.git(['update-ref', '--stdin'], commands.map((command) => `${command}\n`).join(''));
    if (code === 0) return { state: 'done' };
    const [, lock] = /Unable to create '(.+?\.lock)'/.exec(stderr) ?? [];
    if (lock === undefined) return { state: 'refused', why: stderr.trim() };
    if (!stderr.includes('File exists')) {
      throw new HumanError(`Memory cannot be written: ${stderr.trim()}`, {
        next: `Check the permissions and the free space of ${repo.dir}`,
      });
    }
    if (performance.now() - began > locks.patienceMs) {
      throw new HumanError(`Memory cannot be written: ${lock} stays locked`, { next: 'Remove that file if no git is running on it' });
    }
    await locks.sweep();
    await backOff(attempt);
  }
}

/** Waits a random time that grows with the attempts, at most 250 ms, so that rivals do not meet again. */
export async function backOff(attempt: number): Promise<void> {
  await pause(Math.random() * Math.min(250, 4 * 2 ** attempt));
}
