/** Runs git as a child process with bytes in and bytes out; nothing of the repo's configuration may run a program. */
import { spawn } from 'node:child_process';

export type GitResult = { code: number; stdout: Buffer; stderr: string };

export type GitOptions = {
  /** The folder git runs in. */
  cwd: string;
  input?: string | Uint8Array;
  signal?: AbortSignal;
  /** Whole environment of the child; see `safeEnvironment`. */
  env: NodeJS.ProcessEnv;
  /** Path of the git program; default `git`. */
  git?: string;
};

/** Runs `git <args>` and resolves with its exit code, also when that is not 0. Rejects when git cannot be started or the signal aborts. */
export function runGit(args: string[], options: GitOptions): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(options.git ?? 'git', args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      ...(options.signal && { signal: options.signal }),
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    // git may end without reading its input; its exit code tells why
    child.stdin.on('error', () => undefined);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8') }));
    child.stdin.end(options.input ?? '');
  });
}

/** The process environment without any `GIT_*` variable (they can divert objects, index and work tree) and without prompts or lazy fetches. */
export function safeEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) if (!name.toUpperCase().startsWith('GIT_')) env[name] = value;
  return { ...env, GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C', ...extra };
}
