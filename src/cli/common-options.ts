/** The options that every command takes, and what they mean. */
import path from 'node:path';
import type { Speaker } from '../core/transcript/ledger-event.js';
import type { Reverie } from '../core/reverie.js';
import type { CommandContext, OpenOptions, Terminal } from './terminal.js';
import { quoteWord } from './text/quote-word.js';

export type CommonOptions = { repo?: string; storage?: string; format: 'text' | 'json' };
/** The same for a command with formats of its own. */
type AnyOptions = Pick<CommonOptions, 'repo' | 'storage'> & { format?: string };

/** Opens the engine on the repo that the options name, hands it to `use`, and releases it whatever happens. */
export async function withReverie<T>(
  context: CommandContext,
  options: AnyOptions,
  use: (reverie: Reverie) => Promise<T>,
  anthropic?: OpenOptions['anthropic'],
): Promise<T> {
  const { cwd } = context.terminal;
  const reverie = await context.open({
    repo: path.resolve(cwd, options.repo ?? '.'),
    ...(options.storage !== undefined && { storage: path.resolve(cwd, options.storage) }),
    ...(anthropic && { anthropic }),
  });
  try {
    return await use(reverie);
  } finally {
    await reverie.close();
  }
}

/** A further command on the same repo, to be copied: `next('dream')` is `reverie dream --repo …`. */
export type NextCommand = (words: string) => string;

export function nextCommand({ command }: Pick<CommandContext, 'command'>, { repo, storage }: AnyOptions): NextCommand {
  const at = [...(repo === undefined ? [] : ['--repo', repo]), ...(storage === undefined ? [] : ['--storage', storage])];
  return (words) => [command, words, ...at.map(quoteWord)].join(' ');
}

/** Who speaks: what `--as` says, else a person when both ends are a terminal. A convenience, not a boundary. */
export function speaker(terminal: Terminal, as: Speaker | undefined): Speaker {
  return as ?? (terminal.stdin.tty && terminal.stdout.tty ? 'person' : 'automation');
}
