/** What `.gitattributes` say of the files of a change set: data only, nothing they name is run. */
import type { PathAttributes } from '../../core/changes/skip.js';
import type { RepoGit } from '../git/repo-git.js';

/** Git's names of the attributes and ours. */
const names = new Map<string, keyof PathAttributes>([
  ['linguist-generated', 'generated'],
  ['linguist-vendored', 'vendored'],
  ['diff', 'diff'],
  ['binary', 'binary'],
  ['filter', 'filter'],
  ['working-tree-encoding', 'encoding'],
]);

/** The attributes of each path; unspecified ones are absent. */
export async function readAttributes(git: RepoGit, paths: string[], signal: AbortSignal): Promise<Map<string, PathAttributes>> {
  const found = new Map<string, PathAttributes>();
  if (paths.length === 0) return found;
  const input = paths.map((path) => `${path}\0`).join('');
  const { stdout } = await git.run(['check-attr', '--stdin', '-z', ...names.keys()], { input, signal });
  const fields = stdout.toString('utf8').split('\0');
  for (let i = 0; i + 2 < fields.length; i += 3) {
    const [path, name, value] = fields.slice(i, i + 3) as [string, string, string];
    const key = names.get(name);
    if (!key || value === 'unspecified') continue;
    const attributes = found.get(path) ?? {};
    attributes[key] = value;
    found.set(path, attributes);
  }
  return found;
}
