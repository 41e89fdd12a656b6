/** Reads many blobs through one `git cat-file --batch`, bytes in and bytes out. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { RepoGit } from './repo-git.js';
import { gitProgram } from './run-git.js';

export type Blob =
  { state: 'found'; bytes: Buffer } | { state: 'missing' } | { state: 'oversized'; size: number } | { state: 'failed'; reason: string };

export interface BlobReader {
  /** Starts the process before the first reading. */
  start(): void;
  /** Reads an object id or an expression such as `<commit>:<path>`. Only blobs are found. */
  read(name: string): Promise<Blob>;
  /** The bytes of a blob, told without reading it; undefined when it is not found. */
  size(name: string): Promise<number | undefined>;
  /** Ends the process; what is still being read fails. */
  close(): Promise<void>;
}

/** The process starts with the first reading, or with `start`. One that dies fails what it was reading; the next reading starts another. */
export function openBlobReader(git: RepoGit, options: { maxBytes: number; signal?: AbortSignal }): BlobReader {
  let batch: Batch | undefined;
  let sizes: Batch | undefined;
  let closed = false;
  const running = (): Batch => (batch && !batch.ended() ? batch : (batch = startBatch(git, '--batch', options)));
  const measuring = (): Batch => (sizes && !sizes.ended() ? sizes : (sizes = startBatch(git, '--batch-check', options)));
  return {
    start() {
      if (!closed) running();
    },
    read(name) {
      if (closed) return Promise.resolve({ state: 'failed', reason: 'the change set was closed' });
      if (/[\n\0]/.test(name)) return Promise.resolve({ state: 'failed', reason: 'its name has a line break' });
      return running().read(name);
    },
    async size(name) {
      if (closed || /[\n\0]/.test(name)) return undefined;
      // every size is above the limit of a process that gives sizes only
      const found = await measuring().read(name);
      return found.state === 'oversized' ? found.size : undefined;
    },
    async close() {
      closed = true;
      await Promise.all([batch?.close(), sizes?.close()]);
    },
  };
}

type Batch = { read(name: string): Promise<Blob>; ended(): boolean; close(): Promise<void> };

function startBatch(
  git: RepoGit,
  how: '--batch' | '--batch-check',
  { maxBytes, signal }: { maxBytes: number; signal?: AbortSignal },
): Batch {
  const child: ChildProcessWithoutNullStreams = spawn(gitProgram(git), ['cat-file', how], {
    cwd: git.root,
    env: git.env,
    windowsHide: true,
    ...(signal && { signal }),
  });
  const waiting: ((blob: Blob) => void)[] = [];
  const answers = answerParser(how === '--batch' ? maxBytes : 'sizes only', (blob) => waiting.shift()?.(blob));
  let ended = false;
  let complaint = '';

  const over = new Promise<void>((resolve) => {
    const end = (why: string): void => {
      ended = true;
      for (const answer of waiting.splice(0)) answer({ state: 'failed', reason: why });
      resolve();
    };
    child.on('error', (error) => end(signal?.aborted ? 'cancelled' : `git cannot be started: ${error.message}`));
    child.on('close', () => end(complaint.trim().split('\n')[0] || 'git ended early'));
  });
  child.stdout.on('data', answers);
  child.stderr.on('data', (chunk: Buffer) => {
    if (complaint.length < 2_000) complaint += chunk.toString('utf8');
  });
  // the process may be gone already; `close` tells everyone who waits
  child.stdin.on('error', () => undefined);

  return {
    ended: () => ended,
    read: (name) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        // many are asked for in one turn, and each write costs a call of the system
        if (child.stdin.writableCorked === 0) {
          child.stdin.cork();
          process.nextTick(() => child.stdin.uncork());
        }
        child.stdin.write(`${name}\n`);
      }),
    async close() {
      if (waiting.length > 0) child.kill();
      child.stdin.end();
      await over;
    },
  };
}

/**
 * Feeds on chunks of `<id> <type> <size>\n<content>\n` (without the content for sizes only) and `<name> missing\n`. Contents above the limit
 * are counted, not kept.
 */
function answerParser(maxBytes: number | 'sizes only', answer: (blob: Blob) => void): (chunk: Buffer) => void {
  const limit = maxBytes === 'sizes only' ? -1 : maxBytes;
  let header: Buffer[] = [];
  let body: { kept: Buffer[]; left: number; size: number; blob: boolean } | undefined;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (body) {
        const part = chunk.subarray(at, at + body.left);
        if (body.blob && body.size <= limit) body.kept.push(part);
        body.left -= part.length;
        at += part.length;
        if (body.left > 0) return;
        if (!body.blob) answer({ state: 'missing' });
        else if (body.size > limit) answer({ state: 'oversized', size: body.size });
        // the line break behind the content is not part of it
        else answer({ state: 'found', bytes: Buffer.concat(body.kept).subarray(0, body.size) });
        body = undefined;
        continue;
      }
      const newline = chunk.indexOf(0x0a, at);
      header.push(chunk.subarray(at, newline < 0 ? chunk.length : newline));
      if (newline < 0) return;
      at = newline + 1;
      const found = /^[0-9a-f]+ (\w+) (\d+)$/.exec(Buffer.concat(header).toString('utf8'));
      header = [];
      if (!found) answer({ state: 'missing' });
      else if (maxBytes === 'sizes only')
        answer(found[1] === 'blob' ? { state: 'oversized', size: Number(found[2]) } : { state: 'missing' });
      else body = { kept: [], left: Number(found[2]) + 1, size: Number(found[2]), blob: found[1] === 'blob' };
    }
  };
}
