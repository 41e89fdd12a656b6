/** Runs one command line and resolves with its exit code; every failure becomes a message that a person can act on. */
import type { Command } from 'commander';
import { CommanderError } from 'commander';
import { HumanError } from '../core/human-error.js';
import { exitCode } from './exit-code.js';
import { createProgram } from './program.js';
import type { CommandContext } from './terminal.js';
import { quoteWord } from './text/quote-word.js';
import { renderLines, styled, wantsColor, type Line } from './text/line.js';

/** `args` are the words after the program's name. Never rejects. */
export async function runCli(args: string[], context: CommandContext): Promise<number> {
  const { terminal, signal } = context;
  let code: number = exitCode.ok;
  const writes: Promise<void>[] = [];
  const program = createProgram(context, (result) => (code = result));
  forEachCommand(program, (command) =>
    command.exitOverride().configureOutput({
      writeOut: (text) => writes.push(terminal.out(text)),
      writeErr: (text) => writes.push(terminal.err(text)),
      getOutHelpWidth: () => terminal.columns ?? 100,
      getErrHelpWidth: () => terminal.columns ?? 100,
      getOutHasColors: () => wantsColor(terminal.env, terminal.stdout),
      getErrHasColors: () => wantsColor(terminal.env, terminal.stderr),
    }),
  );
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      code = error.exitCode === 0 ? exitCode.ok : exitCode.problem;
    } else {
      code = signal.aborted ? exitCode.cancelled : exitCode.problem;
      // a failure that was not the cancelling is told all the same
      const cancelled = signal.aborted && !(error instanceof HumanError);
      const lines = cancelled ? cancelledLines(context.command, args) : errorLines(error, terminal.env);
      await terminal.err(renderLines(lines, { color: wantsColor(terminal.env, terminal.stderr) }));
    }
  }
  await Promise.all(writes);
  return code;
}

/** For a command that was stopped before it had anything to show. */
function cancelledLines(command: string, args: string[]): Line[] {
  return [
    ['Cancelled before there was a result; everything that was recorded until then is kept'],
    ['Next: ', [command, ...args.map(quoteWord)].join(' '), ' starts again'],
  ];
}

/** What to say of an error: a HumanError's message and next step; a bug's message in one line, its stack only on request. */
function errorLines(error: unknown, env: NodeJS.ProcessEnv): Line[] {
  const debug = Boolean(env['REVERIE_DEBUG']);
  const label = styled(['bold', 'red'], 'reverie: ');
  const stack = debug ? stackOf(error).map((line): Line => [styled('dim', line)]) : [];
  if (error instanceof HumanError) return [[label, error.message], ['Next: ', error.next], ...stack];
  const message = error instanceof Error ? error.message : String(error);
  return [
    [label, 'this is a bug: ', message.split('\n')[0] ?? ''],
    ...(debug ? stack : [['Next: run with REVERIE_DEBUG=1 and report what it prints']]),
  ];
}

function stackOf(error: unknown): string[] {
  const lines: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) lines.push(...(cause.stack ?? cause.message).split('\n'));
  return lines;
}

function forEachCommand(command: Command, each: (command: Command) => void): void {
  each(command);
  for (const child of command.commands) forEachCommand(child, each);
}
