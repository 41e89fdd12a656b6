/** Runs the CLI in this process on a strict fake of the engine and a fake terminal. */
import { Readable } from 'node:stream';
import type { Reverie } from '../../src/core/reverie.js';
import { runCli } from '../../src/cli/run-cli.js';
import type { OpenOptions, Terminal } from '../../src/cli/terminal.js';

export type FakeRun = {
  /** The calls the command may make; any other is an error. `close` is always expected. */
  reverie?: Partial<Reverie>;
  /** All three streams are a terminal. */
  tty?: boolean;
  columns?: number;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  signal?: AbortSignal;
  open?: (options: OpenOptions) => Promise<Reverie>;
  /** The person at the terminal. */
  ask?: (question: string) => Promise<string>;
  /** What is on stdin. */
  stdin?: string;
  /** The person's editor. */
  edit?: (file: string) => Promise<void>;
};

export type Ran = { code: number; stdout: string; stderr: string; opened: OpenOptions[]; closed: number };

export async function runFake(args: string[], fake: FakeRun = {}): Promise<Ran> {
  const ran: Ran = { code: -1, stdout: '', stderr: '', opened: [], closed: 0 };
  const tty = { tty: fake.tty ?? false };
  const terminal: Terminal = {
    cwd: fake.cwd ?? '/repo',
    env: fake.env ?? {},
    stdin: tty,
    stdout: tty,
    stderr: tty,
    ...(fake.columns !== undefined && { columns: fake.columns }),
    ...(fake.ask && { ask: fake.ask }),
    ...(fake.edit && { edit: fake.edit }),
    ...(fake.stdin !== undefined && { input: Readable.from([Buffer.from(fake.stdin)]) }),
    out: (text) => {
      ran.stdout += text;
      return Promise.resolve();
    },
    err: (text) => {
      ran.stderr += text;
      return Promise.resolve();
    },
  };
  const reverie = strictReverie({
    repo: { root: '/repo', commonDir: '/repo/.git', reverieDir: '/repo/.git/reverie', writable: true },
    close: () => {
      ran.closed++;
      return Promise.resolve();
    },
    ...fake.reverie,
  });
  ran.code = await runCli(args, {
    terminal,
    signal: fake.signal ?? new AbortController().signal,
    command: 'reverie',
    version: '9.9.9',
    open:
      fake.open ??
      ((options) => {
        ran.opened.push(options);
        return Promise.resolve(reverie);
      }),
  });
  return ran;
}

/** An engine that rejects every call it was not told to expect. */
export function strictReverie(expected: Partial<Reverie>): Reverie {
  return new Proxy(expected, {
    get(target, name) {
      // a promise asks every value it resolves to whether it is one too
      if (name === 'then') return undefined;
      if (name in target) return target[name as keyof Reverie];
      throw new Error(`unexpected call of reverie.${String(name)}`);
    },
  }) as Reverie;
}
