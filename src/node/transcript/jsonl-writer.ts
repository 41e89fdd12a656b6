/** Appends events to one file of JSON lines: chained by hash, redacted, and on disk before they are acknowledged. */
import type { Ports, Redact } from '../../core/ports.js';
import { type Envelope, firstPrev, schemaVersion } from '../../core/transcript/envelope.js';
import { redactStrings, rememberRedact } from '../../core/transcript/redact-strings.js';
import { type AppendFile, createAppendFile } from './append-file.js';
import { diskError } from './disk-error.js';

/** A line that is on disk: its event and the SHA-256 of its bytes without the newline. */
export type Appended<P> = { event: Envelope & P; hash: string };

export interface JsonlWriter<P extends object> {
  /**
   * Resolves when the line is on disk. Calls in flight share one write and one sync.
   * Rejects with a HumanError when it is not; from then on every call does, and the file ends with the last acknowledged line.
   */
  append(payload: P): Promise<Appended<P>>;
  /** The last line that is on disk; undefined before the first one. */
  last(): { seq: number; hash: string } | undefined;
  /** Waits for what is in flight, then closes the file. */
  close(): Promise<void>;
}

export type JsonlWriterDeps = {
  ports: Pick<Ports, 'clock' | 'hash'>;
  redact: Redact;
  /** What a failure means to a person: “The review”, “The verdict”. */
  what: string;
  /** Puts a seal on each line. */
  seal?: (line: string) => string;
  create?: (file: string) => Promise<AppendFile>;
};

type Waiting = { line: string; seq: number; hash: string; done: () => void; failed: (error: unknown) => void };

/** Creates `file`, which must not exist: a file of events has one writer for life. Its folder must exist. */
export async function createJsonlWriter<P extends object>(file: string, deps: JsonlWriterDeps): Promise<JsonlWriter<P>> {
  const { clock, hash } = deps.ports;
  const redact = rememberRedact(deps.redact);
  const target = await (deps.create ?? createAppendFile)(file);
  // in step with the first write; a failure is met there
  let named: Promise<void> | undefined = target.syncName();
  named.catch(() => undefined);

  let next = { seq: 0, prev: firstPrev };
  let last: { seq: number; hash: string } | undefined;
  let position = 0;
  // events of one millisecond share its text
  let stamped = { now: Number.NaN, at: '' };
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | undefined;
  let failure: Error | undefined;
  let closed = false;

  function append(payload: P): Promise<Appended<P>> {
    return new Promise((resolve, reject) => {
      if (failure) throw failure;
      if (closed) throw new Error(`${file} is closed`);
      const { seq, prev } = next;
      const event = { v: schemaVersion, seq, prev, at: timestamp(), ...redactStrings(payload, redact) } as Envelope & P;
      const text = JSON.stringify(event);
      const line = deps.seal ? deps.seal(text) : text;
      const lineHash = hash.sha256(line);
      next = { seq: seq + 1, prev: lineHash };
      waiting.push({ line, seq, hash: lineHash, done: () => resolve({ event, hash: lineHash }), failed: reject });
      // what is appended in the same turn shares the write
      flushing ??= Promise.resolve().then(flush);
    });
  }

  function timestamp(): string {
    const now = clock.now().getTime();
    if (now !== stamped.now) stamped = { now, at: new Date(now).toISOString() };
    return stamped.at;
  }

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        const bytes = Buffer.from(`${group.map((w) => w.line).join('\n')}\n`);
        await Promise.all([named, write(bytes)]);
        named = undefined;
        position += bytes.length;
      } catch (cause) {
        await fail(cause, group);
        break;
      }
      const newest = group.at(-1);
      if (newest) last = { seq: newest.seq, hash: newest.hash };
      for (const line of group) line.done();
    }
    flushing = undefined;
  }

  async function write(bytes: Uint8Array): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const count = await target.write(bytes.subarray(written), position + written);
      if (count === 0) throw Object.assign(new Error('the system wrote nothing'), { code: 'EIO' });
      written += count;
    }
    await target.sync();
    // acknowledged only where a reader finds it
    if (await target.removed?.()) throw Object.assign(new Error('the file was deleted'), { code: 'ESTALE' });
  }

  /** Nothing is ever appended after a failure: a sync that failed once may succeed the next time without the data being on disk. */
  async function fail(cause: unknown, group: Waiting[]): Promise<void> {
    const error = diskError(deps.what, file, cause);
    failure = error;
    try {
      await target.truncate(position);
      await target.sync();
    } catch {
      // half a line may stay as the file's torn tail, which readers set aside; the first error is the one to tell
    }
    const rejected = [...group, ...waiting];
    waiting = [];
    for (const line of rejected) line.failed(error);
  }

  return {
    append,
    last: () => last,
    async close() {
      if (closed) return;
      closed = true;
      await flushing;
      await Promise.allSettled([named]);
      await target.close();
    },
  };
}
