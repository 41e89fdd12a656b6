/** Finds submodules with changes of their own, which no comparison in their superproject shows. Nothing they configure is run. */
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { decodePath } from '../../core/changes/path-bytes.js';
import { type RepoGit, repoGit } from '../git/repo-git.js';
import { inParallel } from './in-parallel.js';
import { type WorkTree, workTree } from './work-tree.js';

/** `reason` is why the submodule is not reviewed: it holds changes, or nobody can say whether it does. */
export type ChangedSubmodule = { path: string; reason: string };

export type SubmoduleOptions = { maxBytes: number; signal: AbortSignal };

/**
 * Looks into every submodule that is checked out, and into theirs. `git status --ignore-submodules=none` would do so too, but with the
 * submodule's own monitors and filters; here each is asked by a git of its own with everything switched off.
 */
export async function changedSubmodules(git: RepoGit, tree: WorkTree, options: SubmoduleOptions): Promise<ChangedSubmodule[]> {
  const links = await gitlinks(git, options.signal);
  const found = await inParallel(links, async ({ path: link, encoding }): Promise<ChangedSubmodule | undefined> => {
    if (encoding === 'other') return undefined; // it cannot be opened under its decoded name
    const folder = path.join(git.root, link);
    if (!(await tree.stat(link))?.isDirectory() || !(await exists(path.join(folder, '.git')))) return undefined;
    const reason = await reasonToSay(folder, git.git, options);
    return reason === undefined ? undefined : { path: link, reason };
  });
  // an unresolved one is listed once for each side
  return [...new Map(found.flatMap((submodule) => (submodule ? [[submodule.path, submodule] as const] : []))).values()];
}

const changed = 'submodule with changes of its own: review it in its own folder';

async function reasonToSay(folder: string, program: string | undefined, options: SubmoduleOptions): Promise<string | undefined> {
  const { maxBytes, signal } = options;
  const git = repoGit(folder, { bigFile: maxBytes, ...(program !== undefined && { git: program }) });
  try {
    const [top] = await Promise.all([git.run(['rev-parse', '--show-cdup'], { signal }), git.prepare(signal)]);
    // a broken one is taken for a part of its superproject, a forged one names any other folder
    if (top.stdout.toString('utf8').trim() !== '') return 'submodule whose git folder is not its own';
    const status = await git.compare([...statusOfItsOwn], { signal });
    if (status.stdout.length > 0) return changed;
    const inner = await changedSubmodules(git, workTree(folder, { maxBytes }), options);
    return inner.length > 0 ? changed : undefined;
  } catch (cause) {
    signal.throwIfAborted();
    return `submodule that cannot be looked into: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}

const statusOfItsOwn = ['status', '--porcelain', '-z', '--untracked-files=normal', '--ignore-submodules=dirty', '--no-renames'];

/** The submodules that the index names, checked out or not. */
async function gitlinks(git: RepoGit, signal: AbortSignal): Promise<{ path: string; encoding: 'utf-8' | 'other' }[]> {
  const { stdout } = await git.run(['ls-files', '-z', '--stage'], { signal });
  const links: { path: string; encoding: 'utf-8' | 'other' }[] = [];
  // records are `<mode> <id> <stage>\t<path>\0`; most repositories have none of this mode, and many files
  for (let at = stdout.indexOf(mode); at >= 0; at = stdout.indexOf(mode, at + 1)) {
    if (at > 0 && stdout[at - 1] !== 0) continue;
    const tab = stdout.indexOf('\t', at);
    links.push(decodePath(stdout.subarray(tab + 1, stdout.indexOf(0, tab))));
  }
  return links;
}

const mode = '160000 ';

async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}
