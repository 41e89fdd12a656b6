/** Opens the repository that a folder belongs to and finds where Reverie keeps its files of it. */
import { constants } from 'node:fs';
import { access, lstat, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Repo } from '../../core/changes/change-set.js';
import { HumanError } from '../../core/human-error.js';
import { bareEnvironment } from '../git/repo-git.js';
import { type GitResult, runGit } from '../git/run-git.js';

/** The oldest git that answers `rev-parse --path-format` and takes settings from its environment. */
export const oldestGit = '2.31';

/**
 * Finds the work tree that `dir` lies in. Throws a HumanError when there is none, when git refuses it (`safe.directory`), or when git is
 * missing or older than 2.31. `git` is the path of another git program.
 */
export async function openRepo(dir: string, options: { git?: string } = {}): Promise<Repo> {
  const { root, commonDir, gitDir } = await locate(dir, options);
  const reverieDir = await reverieDirOf({ root, commonDir, gitDir }, options);
  return { root, commonDir, reverieDir, writable: await isWritable(reverieDir) };
}

type Location = { root: string; commonDir: string; gitDir: string };

async function locate(dir: string, options: { git?: string }): Promise<Location> {
  const asked = ['rev-parse', '--path-format=absolute', '--show-toplevel', '--absolute-git-dir', '--git-common-dir'];
  const result = await revParse(asked, dir, options);
  const lines = result.stdout
    .toString('utf8')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/);
  // an older git takes an option it does not know for a revision and prints it
  if (lines[0]?.startsWith('--')) {
    throw new HumanError(`This git is too old: Reverie needs ${oldestGit} or newer`, { next: 'Install a newer git and try again' });
  }
  if (result.code !== 0) throw refusal(dir, result);
  if (lines.length !== 3 || lines.some((line) => !path.isAbsolute(line))) {
    throw new HumanError(`The path of the repository at ${dir} has a line break in it`, {
      next: 'Move the repository to a folder without one',
    });
  }
  const [root, gitDir, commonDir] = lines.map((line) => path.normalize(line)) as [string, string, string];
  return { root, gitDir, commonDir };
}

/** A submodule's own git folder can die with a linked worktree, so its files are kept with the superproject's, however deep it is nested. */
async function reverieDirOf(location: Location, options: { git?: string }): Promise<string> {
  const own = path.join(location.commonDir, 'reverie');
  const mayBeSubmodule = location.gitDir !== path.join(location.root, '.git') && location.gitDir.split(path.sep).includes('modules');
  if (!mayBeSubmodule) return own;
  const result = await revParse(['rev-parse', '--show-superproject-working-tree'], location.root, options);
  const superRoot = result.stdout.toString('utf8').replace(/\r?\n$/, '');
  if (result.code !== 0 || superRoot === '') return own;
  const superproject = await locate(superRoot, options);
  const modules = path.join(superproject.gitDir, 'modules') + path.sep;
  const name = location.commonDir.startsWith(modules)
    ? location.commonDir.slice(modules.length)
    : path.relative(superproject.root, location.root);
  // one folder for one submodule, also when its name has slashes
  return path.join(await reverieDirOf(superproject, options), 'modules', encodeURIComponent(name.split(path.sep).join('/')));
}

async function revParse(args: string[], cwd: string, options: { git?: string }): Promise<GitResult> {
  try {
    return await runGit(args, { cwd, env: bareEnvironment(), ...options });
  } catch (cause) {
    if (!(await isFolder(cwd))) throw new HumanError(`There is no folder ${cwd}`, { next: 'Check the path', cause });
    throw new HumanError('git cannot be started', {
      next: `Install git ${oldestGit} or newer and make sure that it is on the PATH`,
      cause,
    });
  }
}

function refusal(dir: string, result: GitResult): HumanError {
  const said = result.stderr.trim();
  if (/dubious ownership|unsafe repository/.test(said)) {
    const folder = /safe\.directory (.+)$/m.exec(said)?.[1] ?? dir;
    return new HumanError(`git refuses ${dir}: the folder belongs to someone else`, {
      next: `If you trust it, run: git config --global --add safe.directory ${folder}`,
    });
  }
  if (/not a git repository/.test(said)) {
    return new HumanError(`${dir} is not in a git repository`, { next: 'Open a folder of a repository, or run git init there first' });
  }
  if (/must be run in a work tree/.test(said)) {
    return new HumanError(`${dir} has no work tree: it is a bare repository or lies inside a .git folder`, {
      next: 'Open a work tree of it (git worktree add makes one)',
    });
  }
  return new HumanError(`git cannot open ${dir}: ${said.split('\n')[0] ?? ''}`, { next: 'Run git status there to see what is wrong' });
}

/** Files are kept only in a real folder below a folder that can be written: a link planted in `.git` must not lead them elsewhere. */
async function isWritable(reverieDir: string): Promise<boolean> {
  for (let folder = reverieDir; ; folder = path.dirname(folder)) {
    const found = await lstat(folder).catch(() => undefined);
    if (found) {
      if (folder === reverieDir && !found.isDirectory()) return false;
      return access(folder, constants.W_OK | constants.X_OK).then(
        () => true,
        () => false,
      );
    }
    if (folder === path.dirname(folder)) return false;
  }
}

async function isFolder(dir: string): Promise<boolean> {
  return stat(dir).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
