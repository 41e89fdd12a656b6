/** Finds the files that a person named for a review of whole files: tracked, untracked, or ignored when named outright. */
import type { Repo } from '../../core/changes/change-set.js';
import { pathFilter } from '../../core/changes/glob.js';
import { HumanError } from '../../core/human-error.js';
import type { RepoGit } from '../git/repo-git.js';
import { type ListedFile, listAll } from './list-files.js';
import { repoPaths } from './repo-paths.js';
import type { WorkTree } from './work-tree.js';

/** Submodules (folders for git) are left out. Throws a HumanError when a path leads out of the repository or matches nothing. */
export async function filesNamed(repo: Repo, git: RepoGit, tree: WorkTree, paths: string[], signal: AbortSignal): Promise<ListedFile[]> {
  const patterns = repoPaths(repo.root, paths);
  const all = await listAll(git, signal);
  const found = new Map<string, ListedFile>();
  for (const pattern of patterns) {
    const matches = pathFilter([pattern]);
    const listed = all.filter((file) => matches(file.path.replace(/\/$/, '')));
    for (const file of listed) found.set(file.path, file);
    if (listed.length > 0) continue;
    if ((await tree.stat(pattern))?.isFile()) found.set(pattern, { path: pattern, encoding: 'utf-8' });
    else
      throw new HumanError(`No file of this repository matches ${pattern}`, {
        next: 'Check the path: it is taken from the root of the repository',
      });
  }
  return [...found.values()];
}
