/** Finds the files that a person named for a review of whole files: tracked, untracked, or ignored when named outright. */
import type { Repo } from '../../core/changes/change-set.js';
import { pathFilter } from '../../core/changes/glob.js';
import { HumanError } from '../../core/human-error.js';
import type { RepoGit } from '../git/repo-git.js';
import { type ListedFile, listAll } from './list-files.js';
import { repoPaths } from './repo-paths.js';
import type { WorkTree } from './work-tree.js';

/** A submodule comes as the folder it is. Throws a HumanError when a path leads out of the repository or matches nothing. */
export async function filesNamed(repo: Repo, git: RepoGit, tree: WorkTree, paths: string[], signal: AbortSignal): Promise<ListedFile[]> {
  const [named, all, ignoreCase] = await Promise.all([repoPaths(repo.root, paths), listAll(git, signal), git.ignoresCase(signal)]);
  const found = new Map<string, ListedFile>();
  for (const { given, patterns } of named) {
    const matches = pathFilter(patterns, { ignoreCase });
    const listed = all.filter((file) => matches(file.path.replace(/\/$/, '')));
    for (const file of listed) found.set(file.path, file);
    if (listed.length > 0) continue;
    const [ignored] = await existing(tree, patterns, 'isFile');
    if (ignored !== undefined) found.set(ignored, { path: ignored, encoding: 'utf-8' });
    else if ((await existing(tree, patterns, 'isDirectory')).length > 0)
      throw new HumanError(`All files in ${given} are ignored by git, or there are none`, {
        next: 'Name an ignored file itself to review it',
      });
    else
      throw new HumanError(`No file of this repository matches ${given}`, {
        next: 'Check the path: it is taken from the root of the repository',
      });
  }
  return [...found.values()];
}

async function existing(tree: WorkTree, patterns: string[], what: 'isFile' | 'isDirectory'): Promise<string[]> {
  const entries = await Promise.all(patterns.map((pattern) => tree.stat(pattern)));
  return patterns.filter((_, i) => entries[i]?.[what]());
}
