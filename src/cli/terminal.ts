/** What a command knows of the process around it; a test hands in its own. */
import type { Readable } from 'node:stream';
import type { Reverie } from '../core/reverie.js';
import type { AnthropicSettings } from '../node/model/anthropic-access.js';

export interface Terminal {
  cwd: string;
  env: NodeJS.ProcessEnv;
  stdin: { tty: boolean };
  /** What is on stdin; absent where nothing reads it. */
  input?: Readable;
  stdout: { tty: boolean };
  stderr: { tty: boolean };
  /** Columns of the terminal on stdout; undefined when it is none. */
  columns?: number;
  /** Resolves when the text is handed over, also when nobody reads any more (`| head`). */
  out(text: string): Promise<void>;
  err(text: string): Promise<void>;
  /** Asks the person at the terminal, on stderr; the answer is one line. Absent where nobody can be asked. */
  ask?(question: string, signal: AbortSignal): Promise<string>;
  /** Opens a file in the person's editor and resolves when they have closed it. Absent where nobody sits at a terminal. */
  edit?: (file: string) => Promise<void>;
}

export type OpenOptions = {
  /** Absolute path of a folder in the repo. */
  repo: string;
  /** Absolute path where transcripts and the ledger are kept instead of the repo's common dir. */
  storage?: string;
  /** Who records: a server keeps its records apart from those of commands (default: `cli`). */
  kind?: 'cli' | 'mcp';
  /** Claude, for a review with a model. */
  anthropic?: AnthropicSettings;
};

export type CommandContext = {
  terminal: Terminal;
  /** Aborts on Ctrl+C. */
  signal: AbortSignal;
  /** How the CLI was called, for next steps that can be copied (`reverie`, `node dist/engine/cli.js`). */
  command: string;
  /** Version of Reverie. */
  version: string;
  open(options: OpenOptions): Promise<Reverie>;
};
