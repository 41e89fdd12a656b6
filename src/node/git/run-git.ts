/** Runs git as a child process with bytes in and bytes out; nothing of the repo's configuration may run a program. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

export type GitResult = { code: number; stdout: Buffer; stderr: string };

export type GitOptions = {
  /** The folder git runs in. */
  cwd: string;
  input?: string | Uint8Array;
  /** Takes the output as it comes; `stdout` stays empty then. What it throws ends the process and is what `runGit` rejects with. */
  onOutput?: (chunk: Buffer) => void;
  signal?: AbortSignal;
  /** Whole environment of the child; see `safeEnvironment`. */
  env: NodeJS.ProcessEnv;
  /** Path of the git program; default `git`. */
  git?: string;
};

/** Runs `git <args>` and resolves with its exit code, also when that is not 0. Rejects when git cannot be started or the signal aborts. */
export function runGit(args: string[], options: GitOptions): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(gitProgram(options), args, {
      cwd: options.cwd,
      env: options.env,
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
      ...(options.signal && { signal: options.signal }),
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout!.on('data', (chunk: Buffer) => {
      if (!options.onOutput) return void out.push(chunk);
      try {
        options.onOutput(chunk);
      } catch (error) {
        child.kill();
        reject(error);
      }
    });
    child.stderr!.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (error) => reject(options.signal?.aborted ? (options.signal.reason as Error) : error));
    child.on('close', (code) => resolve({ code: code ?? -1, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8') }));
    // git may end without reading its input; its exit code tells why
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input);
  });
}

/**
 * The process environment without any `GIT_*` variable (they can divert objects, index and work tree), without prompts, lazy fetches or
 * transports, and with a `PATH` of absolute folders only: git runs inside a repo, where a relative one would find the repo's own programs.
 */
export function safeEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    const upper = name.toUpperCase();
    if (upper.startsWith('GIT_')) continue;
    env[name] = upper === 'PATH' ? absoluteFolders(value).join(path.delimiter) : value;
  }
  const safe = { GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
  return { ...env, ...safe, ...extra };
}

/** The program to start: on Windows its full path, because a bare name would be looked for in the repo's folder first. */
export function gitProgram(options: Pick<GitOptions, 'env' | 'git'>): string {
  const program = options.git ?? 'git';
  if (process.platform !== 'win32' || /[\\/]/.test(program)) return program;
  const folders = absoluteFolders(Object.entries(options.env).find(([name]) => name.toUpperCase() === 'PATH')?.[1]);
  return (
    folders.map((folder) => path.join(folder, `${program}.exe`)).find(isProgram) ??
    path.join(path.parse(process.execPath).root, `${program}.exe`)
  );
}

function absoluteFolders(value: string | undefined): string[] {
  return (value ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // this folder has none, the next may
  }
}
