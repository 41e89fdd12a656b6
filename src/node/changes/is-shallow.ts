/** Shallow clones: history that ends before its beginning. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Repo } from '../../core/changes/change-set.js';

/** True when history is cut at the commit (`shallow` in the git folder: ids, one a line); without a commit, when it is cut anywhere. */
export async function isShallow(repo: Pick<Repo, 'commonDir'>, commit?: string): Promise<boolean> {
  // a full clone has no such file
  const cut = await readFile(path.join(repo.commonDir, 'shallow'), 'utf8').catch(() => undefined);
  return cut !== undefined && (commit === undefined || cut.split('\n').includes(commit));
}
