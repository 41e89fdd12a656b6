/** Prints a command's result: text for people or one JSON document, to stdout or to a file. */
import path from 'node:path';
import type { CommandContext } from './terminal.js';
import { renderLines, styled, wantsColor, type Line, type Span, type View } from './text/line.js';
import { writeOutput } from './write-output.js';

/** Text is laid out for this many columns when stdout is no terminal. */
const pipeColumns = 100;

export type Result = {
  /** `columns` is the width to lay the text out for. */
  text: (columns: number) => Line[];
  json: () => unknown;
  /** The whole document in a format that is neither; only asked for what the command offers. */
  document?: (format: string) => string;
};

/** Prints the result in the wanted format. With `output`, it is written to that file as a whole, and stdout stays empty. */
export async function printResult(context: CommandContext, options: { format: string; output?: string }, result: Result): Promise<void> {
  const { terminal } = context;
  const toFile = options.output !== undefined;
  const columns = toFile ? undefined : terminal.columns;
  const text = whole(options.format, result, {
    width: columns ?? pipeColumns,
    color: !toFile && wantsColor(terminal.env, terminal.stdout),
    ...(columns !== undefined && { columns }),
  });
  if (options.output === undefined) {
    await terminal.out(text);
    return;
  }
  const file = path.resolve(terminal.cwd, options.output);
  await writeOutput(file, text);
  await note(context, [['Written to ', file]]);
}

function whole(format: string, result: Result, view: View & { width: number }): string {
  if (format === 'json') return `${JSON.stringify(result.json(), null, 2)}\n`;
  if (format !== 'text' && result.document) return result.document(format);
  return renderLines(result.text(view.width), view);
}

/** Prints lines to stderr. */
export async function note(context: Pick<CommandContext, 'terminal'>, lines: Line[]): Promise<void> {
  const { terminal } = context;
  await terminal.err(renderLines(lines, { color: wantsColor(terminal.env, terminal.stderr) }));
}

/** Prints warnings to stderr, one per line. */
export async function warn(context: Pick<CommandContext, 'terminal'>, warnings: string[]): Promise<void> {
  const label: Span = styled('yellow', 'warning: ');
  if (warnings.length)
    await note(
      context,
      warnings.map((text) => [label, text]),
    );
}
