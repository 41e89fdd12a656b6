/** Runs one program of a person's choice without a shell, within limits of time and output; its whole process tree ends with it. */
import { execFile, spawn } from 'node:child_process';

export type ProgramResult =
  | { state: 'ended'; code: number | null; stdout: string; stderr: string }
  | { state: 'failed'; reason: 'not-found' | 'not-startable' | 'timeout' | 'too-much-output'; detail: string; stderr: string };

export type ProgramOptions = {
  cwd: string;
  env: NodeJS.ProcessEnv;
  timeoutMs: number;
  /** Bytes of stdout. */
  maxOutput: number;
  signal: AbortSignal;
};

/** Of stderr only the end is kept. */
const keptStderr = 20_000;

/** Resolves also when the program fails, with what it printed. Rejects only with the signal's reason. */
export function runProgram(program: string, args: string[], options: ProgramOptions): Promise<ProgramResult> {
  const { cwd, env, timeoutMs, maxOutput, signal } = options;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(reasonOf(signal));
    // a group of its own, so that what it started ends with it
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      shell: false,
      detached: process.platform !== 'win32',
    });
    const out: Buffer[] = [];
    let size = 0;
    let stderr = '';
    let failure: ProgramResult | undefined;
    const stop = (): void => killTree(child.pid);
    const fail = (reason: 'timeout' | 'too-much-output', detail: string): void => {
      failure ??= { state: 'failed', reason, detail, stderr };
      stop();
    };
    const timer = setTimeout(() => fail('timeout', `${Math.round(timeoutMs / 1000)} s`), timeoutMs);
    signal.addEventListener('abort', stop, { once: true });
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      settle();
    };
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxOutput) return fail('too-much-output', `${Math.round(maxOutput / 1_000_000)} MB`);
      out.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('utf8')).slice(-keptStderr);
    });
    child.once('error', (error: NodeJS.ErrnoException) =>
      end(() => {
        if (signal.aborted) reject(reasonOf(signal));
        else resolve({ state: 'failed', reason: error.code === 'ENOENT' ? 'not-found' : 'not-startable', detail: error.message, stderr });
      }),
    );
    // a grandchild may hold the pipes open for ever: the program's own end is what counts
    child.once('exit', (code) => {
      const settle = (): void =>
        end(() => {
          killTree(child.pid);
          child.stdout.destroy();
          child.stderr.destroy();
          if (signal.aborted) reject(reasonOf(signal));
          else resolve(failure ? { ...failure, stderr } : { state: 'ended', code, stdout: Buffer.concat(out).toString('utf8'), stderr });
        });
      const late = setTimeout(settle, afterExitMs);
      child.once('close', () => {
        clearTimeout(late);
        settle();
      });
    });
  });
}

/** Output that is still in the pipes after the program's end is waited for this long. */
const afterExitMs = 2_000;

function killTree(pid: number | undefined): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    execFile('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true }, () => undefined);
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // nothing of the group is left
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH' && (error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  }
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('cancelled');
}
