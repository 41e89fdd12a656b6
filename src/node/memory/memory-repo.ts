/** `memory.git`: the bare repository below the common dir, made by whoever comes first, and the one way to run git on it. */
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Repo } from '../../core/changes/change-set.js';
import { HumanError } from '../../core/human-error.js';
import { runGit, safeEnvironment, type GitResult } from '../git/run-git.js';

export interface MemoryRepo {
  /** Absolute path of `memory.git`. */
  readonly dir: string;
  readonly writable: boolean;
  /** One look at the disk, no git. */
  exists(): Promise<boolean>;
  /** Makes the repository when it is not there. Throws a HumanError when something else stands in its place. */
  create(): Promise<void>;
  /** Runs git on it and resolves with any exit code. */
  git(args: string[], input?: string | Uint8Array): Promise<GitResult>;
  /** Runs git on it; another exit code than 0 throws what git said. */
  gitOk(args: string[], input?: string | Uint8Array): Promise<Buffer>;
}

export function memoryRepo({ reverieDir, writable }: Pick<Repo, 'reverieDir' | 'writable'>): MemoryRepo {
  const dir = path.join(reverieDir, 'memory.git');
  const repo: MemoryRepo = {
    dir,
    writable,
    exists: () => isThere(path.join(dir, 'HEAD')),
    create: async () => {
      if (!(await repo.exists())) await createRepo(reverieDir, dir);
    },
    git: (args, input) =>
      runGit([`--git-dir=${dir}`, ...settings, ...args], { cwd: reverieDir, env: environment(), ...(input !== undefined && { input }) }),
    async gitOk(args, input) {
      const { code, stdout, stderr } = await repo.git(args, input);
      if (code !== 0) throw new Error(`git ${args.slice(0, 2).join(' ')} failed on ${dir}: ${stderr.trim() || `exit code ${code}`}`);
      return stdout;
    },
  };
  return repo;
}

/** Nobody's configuration decides how memory is written: no hooks, no collection at will, objects on disk before a ref names them. */
const settings = [
  ['core.hooksPath', '/dev/null'],
  ['protocol.allow', 'never'],
  ['gc.auto', '0'],
  ['gc.writeCommitGraph', 'false'],
  ['core.logAllRefUpdates', 'false'],
  ['core.fsync', 'committed,loose-object'],
  // git waits this long (ms) for another git before it gives up on a lock
  ['core.filesRefLockTimeout', '1000'],
  ['core.packedRefsTimeout', '3000'],
].flatMap(([name, value]) => ['-c', `${name}=${value}`]);

function environment(): NodeJS.ProcessEnv {
  return safeEnvironment({ GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' });
}

const newPrefix = 'memory.git.new-';
const dayMs = 86_400_000;

/**
 * Lays the repository out by hand (see `gitrepository-layout`), in a folder of its own, and renames it into place: no template, no
 * configuration of the machine, and of two processes at once one wins and the other uses its repository.
 */
async function createRepo(reverieDir: string, dir: string): Promise<void> {
  await mkdir(reverieDir, { recursive: true });
  await removeLeftovers(reverieDir);
  const made = await mkdtemp(path.join(reverieDir, newPrefix));
  try {
    for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags'])
      await mkdir(path.join(made, folder), { recursive: true });
    await writeFile(path.join(made, 'config'), '[core]\n\trepositoryformatversion = 0\n\tfilemode = false\n\tbare = true\n');
    await writeFile(path.join(made, 'HEAD'), 'ref: refs/heads/main\n');
    await rename(made, dir);
    await keepOldTips(dir);
  } catch (cause) {
    await rm(made, { recursive: true, force: true });
    if (await isThere(path.join(dir, 'HEAD'))) return;
    if (!(await isThere(dir))) throw cause;
    throw new HumanError(`${dir} is in the way: it is not a git repository`, { next: 'Move it away; memory makes a new one', cause });
  }
}

/** Where the newest versions are noted. */
export function tipsFile(dir: string): string {
  return path.join(path.dirname(dir), 'memory-tips');
}

/** What had to be mended or put out of the way lies here, below the repository, until a person removes it. */
export const asideFolder = 'damaged';

/** What is noted of a repository that is no longer there says nothing of this one, and would make it a lost one. */
async function keepOldTips(dir: string): Promise<void> {
  const tips = tipsFile(dir);
  if (!(await isThere(tips))) return;
  const kept = path.join(dir, asideFolder);
  await mkdir(kept, { recursive: true });
  await rename(tips, path.join(kept, `memory-tips-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`));
}

/** Folders of processes killed while creating; a day is far longer than any creation takes. */
async function removeLeftovers(reverieDir: string): Promise<void> {
  for (const name of await readdir(reverieDir)) {
    if (!name.startsWith(newPrefix)) continue;
    const folder = path.join(reverieDir, name);
    const info = await stat(folder).catch(ifMissing);
    if (info && Date.now() - info.mtimeMs > dayMs) await rm(folder, { recursive: true, force: true });
  }
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(ifMissing)) !== undefined;
}

/** For `catch`: a missing file reads as undefined, every other error is thrown on. */
export function ifMissing(error: unknown): undefined {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  throw error;
}
