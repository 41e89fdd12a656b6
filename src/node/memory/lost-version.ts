/** The newest version this machine wrote that memory's history no longer has: `main` was set back, or replaced. */
import type { Hasher } from '../../core/ports.js';
import { canBeRead } from './find-version.js';
import type { KnownTips } from './known-tips.js';
import type { MemoryRepo } from './memory-repo.js';
import type { MainRef } from './mend-main.js';

/** `there`: its commits can be read, so a rollback brings it back. `file` is what knows of it. */
export type LostVersion = { commit: string; there: boolean; file: string };

/** Throws when `main` is damaged and no version can take its place. */
export async function lostVersion(
  repo: MemoryRepo,
  hash: Pick<Hasher, 'seal'>,
  main: Pick<MainRef, 'tip' | 'whole'>,
  tips: KnownTips,
): Promise<LostVersion | undefined> {
  const known = await tips.read();
  if (known.length === 0) return undefined;
  const commit = await main.whole(async () => {
    const newest = await main.tip();
    if (newest === null) return undefined;
    const history = new Set((await repo.gitOk(['rev-list', newest])).toString('utf8').split('\n'));
    return known.find((id) => !history.has(id));
  });
  return commit === undefined ? undefined : { commit, there: await canBeRead(repo, hash, commit), file: tips.file };
}
