/** A memory in a temporary folder, and git on it as a person would run it. */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { openMemory, type MemoryOptions } from '../../../src/node/memory/memory-git.js';
import { tempDir } from '../../support/git-repo.js';
import { fakePorts } from '../../support/ports.js';

export interface TempMemory {
  readonly reverieDir: string;
  readonly gitDir: string;
  /** Another window on the same memory; its clock stands still unless it is given one. */
  open(options?: Partial<MemoryOptions>): ReturnType<typeof openMemory>;
  git(...args: string[]): Promise<string>;
  /** Closes what was opened, and removes everything. */
  dispose(): Promise<void>;
}

export async function tempMemory(): Promise<TempMemory> {
  const dir = await tempDir();
  const reverieDir = path.join(dir, '.git', 'reverie');
  const gitDir = path.join(reverieDir, 'memory.git');
  const opened: { close(): Promise<void> }[] = [];
  return {
    reverieDir,
    gitDir,
    async open(options) {
      const memory = await openMemory({ repo: { reverieDir, writable: true }, ports: fakePorts(), ...options });
      opened.push(memory);
      return memory;
    },
    git: (...args) => gitOn(gitDir, args),
    async dispose() {
      for (const memory of opened) await memory.close();
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function gitOn(gitDir: string, args: string[]): Promise<string> {
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'T',
    GIT_AUTHOR_EMAIL: 't@example.com',
    GIT_COMMITTER_NAME: 'T',
    GIT_COMMITTER_EMAIL: 't@example.com',
  };
  const { stdout } = await promisify(execFile)('git', [`--git-dir=${gitDir}`, ...args], { env, maxBuffer: 1e9 });
  return stdout.trimEnd();
}

/** Puts files on `main` past the store, as a pull or a person's own commit does. */
export async function commitByHand(
  memory: Pick<TempMemory, 'gitDir' | 'reverieDir'>,
  entries: { mode?: string; path: string; text: string }[],
  options: { message?: string; parents?: string[] } = {},
): Promise<string> {
  const { message = 'by hand', parents = ['main'] } = options;
  const env = { GIT_INDEX_FILE: path.join(memory.reverieDir, 'index-by-hand') };
  const git = (args: string[], input = '') =>
    new Promise<string>((resolve, reject) => {
      const child = execFile('git', [`--git-dir=${memory.gitDir}`, ...args], { env: { ...process.env, ...env } }, (error, stdout) =>
        error ? reject(error) : resolve(stdout.trim()),
      );
      // git may end without reading its input
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
  await git(['read-tree', 'main']);
  for (const { mode = '100644', path: file, text } of entries) {
    const blob = mode === '160000' ? text : await git(['hash-object', '-w', '--stdin'], text);
    await git(['update-index', '--add', '--cacheinfo', `${mode},${blob},${file}`]);
  }
  const tree = await git(['write-tree']);
  const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.com'];
  const commit = await git([...identity, 'commit-tree', ...parents.flatMap((p) => ['-p', p]), tree], message);
  await git(['update-ref', 'refs/heads/main', commit]);
  return commit;
}
