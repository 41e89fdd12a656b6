/** Forgets a repo's memory: every version and proposal goes, and what they said; the anchors of the audit and the leases stay. */
import { HumanError } from '../../core/human-error.js';
import type { MemoryRepo } from './memory-repo.js';
import { listRefs } from './refs.js';
import type { StaleLocks } from './stale-locks.js';
import { moveRefs } from './transaction.js';

/** A bundle of all versions and proposals that `git clone` takes; undefined for an empty memory. */
export async function bundleMemory(repo: MemoryRepo): Promise<Uint8Array | undefined> {
  const heads = (await repo.exists()) ? await listRefs(repo.dir, 'refs/heads/') : new Map<string, string>();
  if (heads.size === 0) return undefined;
  // with HEAD, so that a clone checks it out
  return repo.gitOk(['bundle', 'create', '--quiet', '-', '--branches', ...(heads.has('refs/heads/main') ? ['HEAD'] : [])]);
}

/** Moves all refs in one transaction: of two processes at once, one forgets what the other wrote, or says that it could not. */
export async function forgetMemory(repo: MemoryRepo, locks: StaleLocks): Promise<void> {
  if (!(await repo.exists())) return;
  const refs = new Map([...(await listRefs(repo.dir, 'refs/heads/')), ...(await listRefs(repo.dir, 'refs/reverie/'))]);
  if (refs.size > 0) {
    const moved = await moveRefs(
      repo,
      locks,
      [...refs].map(([ref, object]) => `delete ${ref} ${object}`),
    );
    if (moved.state === 'refused')
      throw new HumanError(`Memory was changed while it was to be forgotten: ${moved.why}`, {
        next: 'Nothing of it was deleted; try again',
      });
  }
  // nothing names them any more: gone now, not after a day
  await repo.gitOk(['gc', '--quiet', '--prune=now']);
}
