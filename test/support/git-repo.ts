/** Real git repositories for tests, in temporary folders and deaf to the machine's own git configuration. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export type FileTexts = Record<string, string | Uint8Array>;

export interface TempRepo {
  /** Absolute path of the work tree's root, symlinks resolved. */
  readonly dir: string;
  /** Runs `git <args>` in the root; resolves with stdout without its last newline, rejects when git fails. */
  git(...args: string[]): Promise<string>;
  /** Writes a file of the work tree, making its folders. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** The text of a file of the work tree. */
  read(path: string): Promise<string>;
  /** Removes a file or folder of the work tree. */
  remove(path: string): Promise<void>;
  /** Writes the files, stages everything and commits it (also when nothing changed); resolves with the commit's id. */
  commit(message: string, files?: FileTexts): Promise<string>;
  dispose(): Promise<void>;
}

/** Makes an empty repository on branch `main`. `files` become its first commit. */
export async function tempRepo(files?: FileTexts): Promise<TempRepo> {
  const dir = await tempDir();
  await git(dir, ['init', '-q', '-b', 'main']);
  const repo = repoAt(dir);
  if (files) await repo.commit('first', files);
  return repo;
}

/** A repository that is there already (a clone, a worktree, a submodule), with the same verbs. */
export function repoAt(dir: string): TempRepo {
  const repo: TempRepo = {
    dir,
    git: (...args) => git(dir, args),
    async write(file, content) {
      const target = path.join(dir, file);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, content);
    },
    read: (file) => readFile(path.join(dir, file), 'utf8'),
    remove: (file) => rm(path.join(dir, file), { recursive: true, force: true }),
    async commit(message, texts = {}) {
      for (const [file, content] of Object.entries(texts)) await repo.write(file, content);
      await repo.git('add', '-A');
      await repo.git('commit', '-q', '--allow-empty', '-m', message);
      return repo.git('rev-parse', 'HEAD');
    },
    dispose: () => rm(dir, { recursive: true, force: true, maxRetries: 5 }),
  };
  return repo;
}

/** A new temporary folder, symlinks resolved (git reports real paths). */
export async function tempDir(): Promise<string> {
  return realpath(await mkdtemp(path.join(tmpdir(), 'reverie-test-')));
}

/** The environment of set-up commands: no configuration from outside the repository, a fixed author and a fixed time zone. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) if (!name.startsWith('GIT_')) env[name] = value;
  return { ...env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', TZ: 'UTC' };
}

function git(cwd: string, args: string[]): Promise<string> {
  const identity = [
    '-c',
    'user.name=T',
    '-c',
    'user.email=t@example.com',
    '-c',
    'commit.gpgSign=false',
    '-c',
    'protocol.file.allow=always',
  ];
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      [...identity, ...args],
      { cwd, env: gitEnvironment(), maxBuffer: 1 << 28, encoding: 'utf8' },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`git ${args.join(' ')} failed in ${cwd}: ${stderr || error.message}`, { cause: error }));
        else resolve(stdout.replace(/\n$/, ''));
      },
    );
  });
}
