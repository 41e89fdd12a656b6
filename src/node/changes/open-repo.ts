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
  const [version, location] = await Promise.allSettled([checkVersion(dir, options), locate(dir, options)]);
  // what an old git says of anything else is not to be trusted
  if (version.status === 'rejected') throw version.reason;
  if (location.status === 'rejected') throw location.reason;
  const { root, commonDir, gitDir } = location.value;
  const reverieDir = await reverieDirOf({ root, commonDir, gitDir }, options);
  return { root, commonDir, reverieDir, writable: await isWritable(reverieDir) };
}

type Location = { root: string; commonDir: string; gitDir: string };

async function checkVersion(dir: string, options: { git?: string }): Promise<void> {
  const result = await revParse(['--version'], dir, options);
  const found = /^git version (\d+)\.(\d+)\S*/.exec(result.stdout.toString('utf8'));
  // a version that cannot be read tells nothing: the question itself will show
  if (!found) return;
  const [major, minor] = oldestGit.split('.').map(Number) as [number, number];
  if (Number(found[1]) > major || (Number(found[1]) === major && Number(found[2]) >= minor)) return;
  throw tooOld(found[0].slice('git version '.length));
}

function tooOld(version?: string): HumanError {
  return new HumanError(`This git${version === undefined ? '' : ` (${version})`} is too old: Reverie needs ${oldestGit} or newer`, {
    next: 'Install a newer git and try again',
  });
}

async function locate(dir: string, options: { git?: string }): Promise<Location> {
  const asked = [
    'rev-parse',
    '--path-format=absolute',
    '--show-toplevel',
    '--absolute-git-dir',
    '--git-common-dir',
    '--is-inside-work-tree',
  ];
  const result = await revParse(asked, dir, options);
  const lines = result.stdout
    .toString('utf8')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/);
  // an older git takes an option it does not know for a revision and prints it
  if (lines[0]?.startsWith('--')) throw tooOld();
  if (result.code !== 0) throw await refusal(dir, result);
  const inside = lines.pop();
  if (lines.length !== 3 || lines.some((line) => !path.isAbsolute(line))) {
    throw new HumanError(`The path of the repository at ${dir} has a line break in it`, {
      next: 'Move the repository to a folder without one',
    });
  }
  // `core.worktree` can name any folder: reading that one would review files of somewhere else
  if (inside !== 'true') {
    throw new HumanError(`The configuration of the repository at ${dir} names another folder as its work tree: ${lines[0]}`, {
      next: 'Run git config --unset core.worktree there, or open that folder if you trust it',
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

async function refusal(dir: string, result: GitResult): Promise<HumanError> {
  const said = result.stderr.trim();
  if (/dubious ownership|unsafe repository/.test(said)) {
    const folder = /safe\.directory (.+)$/m.exec(said)?.[1] ?? dir;
    return new HumanError(`git refuses ${dir}: the folder belongs to someone else`, {
      next: `If you trust it, run: git config --global --add safe.directory ${folder}`,
    });
  }
  if (/not a git repository/.test(said)) {
    const entry = await gitEntry(dir);
    if (entry !== undefined) {
      return new HumanError(`${entry} is there, but git does not take it for a repository: ${said.split('\n')[0]}`, {
        next: 'Look at the file HEAD in it (it reads like “ref: refs/heads/main”), or at the folder it names if it is a file; else clone anew',
      });
    }
    return new HumanError(`${dir} is not in a git repository`, { next: 'Open a folder of a repository, or run git init there first' });
  }
  if (/must be run in a work tree/.test(said)) {
    return new HumanError(`${dir} has no work tree: it is a bare repository or lies inside a .git folder`, {
      next: 'Open a work tree of it (git worktree add makes one)',
    });
  }
  return new HumanError(`git cannot open ${dir}: ${said.split('\n')[0] ?? ''}`, { next: 'Run git status there to see what is wrong' });
}

/** The nearest `.git` at or above the folder. */
async function gitEntry(dir: string): Promise<string | undefined> {
  for (let folder = path.resolve(dir); ; folder = path.dirname(folder)) {
    const entry = path.join(folder, '.git');
    const found = await lstat(entry).catch(() => undefined);
    if (found) return entry;
    if (folder === path.dirname(folder)) return undefined;
  }
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
