/** The index of a commit that is being made: git hands it to hooks, and `git commit -a` or `git commit FILE` fills another one than usual. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Absolute path of the index that `GIT_INDEX_FILE` names; undefined when it is the usual one, or lies anywhere but in this work tree's own git
 * folder: the variable may be another repository's, or point at something made up.
 */
export function hookIndex(root: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env['GIT_INDEX_FILE'];
  if (named === undefined || named === '') return undefined;
  try {
    const folder = realpathSync(gitFolder(root));
    const index = path.join(realpathSync(path.dirname(path.resolve(named))), path.basename(named));
    if (path.dirname(index) !== folder || path.basename(index) === 'index') return undefined;
    return statSync(index).isFile() ? index : undefined;
  } catch {
    // no such index here: the usual one is right
    return undefined;
  }
}

/** `.git` of a linked work tree or a submodule is a file that names the folder. */
function gitFolder(root: string): string {
  const entry = path.join(root, '.git');
  if (statSync(entry).isDirectory()) return entry;
  const named = /^gitdir: (.+)$/m.exec(readFileSync(entry, 'utf8'))?.[1] ?? '';
  return path.resolve(root, named);
}
