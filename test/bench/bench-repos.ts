/** Real repositories to measure on: git folders below the one that the environment variable REVERIE_BENCH_REPOS names. */
import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gitEnvironment, repoAt, type TempRepo } from '../support/git-repo.js';

export type BenchRepo = {
  /** Folder names from the given folder on (`owner+name`), without `.git`. */
  name: string;
  /** The git folder itself. */
  gitDir: string;
};

/** How many folders deep repositories may lie. */
const maxDepth = 3;

/** Clones, bare or not, by name. Undefined when the variable is not set. */
export async function benchRepos(top = process.env['REVERIE_BENCH_REPOS']): Promise<BenchRepo[] | undefined> {
  if (!top) return undefined;
  const found: BenchRepo[] = [];
  async function look(folder: string, depth: number): Promise<void> {
    for (const gitDir of [path.join(folder, '.git'), folder]) {
      if (!(await isGitDir(gitDir))) continue;
      const parts = path.relative(top!, folder).split(path.sep);
      found.push({ name: parts.filter((part) => part !== '' && part !== 'repo').join('/') || path.basename(folder), gitDir });
      return;
    }
    if (depth === 0) return;
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries) if (entry.isDirectory()) await look(path.join(folder, entry.name), depth - 1);
  }
  await look(path.resolve(top), maxDepth);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A work tree of its own that shares the clone's objects and has nothing checked out: the clone stays as it is. */
export async function emptyWorkTree({ gitDir }: BenchRepo, at: string): Promise<TempRepo> {
  await promisify(execFile)('git', ['clone', '-q', '--shared', '--no-checkout', '--no-tags', '-c', 'gc.auto=0', gitDir, at], {
    env: { ...gitEnvironment(), GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' },
  });
  return repoAt(at);
}

/** Commits from all of the history, evenly: the oldest ones hold what nobody writes any more. */
export async function pickCommits(work: TempRepo, count: number): Promise<string[]> {
  const all = (await work.git('rev-list', '--no-merges', 'HEAD')).split('\n').filter(Boolean);
  if (all.length <= count) return all;
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!);
}

async function isGitDir(folder: string): Promise<boolean> {
  const parts = await Promise.all(['HEAD', 'objects', 'refs'].map((part) => stat(path.join(folder, part)).catch(() => undefined)));
  return parts[0]?.isFile() === true && parts[1]?.isDirectory() === true && parts[2]?.isDirectory() === true;
}
