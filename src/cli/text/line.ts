/** Lines of styled spans: the only way in which text reaches the terminal, so that every span is made printable in one place. */
import { styleText } from 'node:util';
import { displayWidth, truncate } from './display-width.js';
import { printable } from './printable.js';

export type Style = Parameters<typeof styleText>[0];
export type Span = string | { text: string; style: Style };
export type Line = Span[];

export type View = {
  color: boolean;
  /** Width of the terminal; lines are cut to it. Absent when nothing needs to fit (a pipe, a file). */
  columns?: number;
};

/** A styled span. */
export function styled(style: Style, text: string): Span {
  return { text, style };
}

/** The lines as text, each ended by a newline. Control characters in spans are shown, never sent. */
export function renderLines(lines: Line[], view: View): string {
  return lines.map((line) => `${renderLine(line, view)}\n`).join('');
}

/** One line without its newline. */
export function renderLine(line: Line, view: View): string {
  let left = view.columns ?? Number.POSITIVE_INFINITY;
  let out = '';
  for (const span of line) {
    const whole = printable(typeof span === 'string' ? span : span.text);
    const text = truncate(whole, left);
    left -= displayWidth(text);
    // styleText judges the process's own stdout unless told not to; the caller has decided already
    out += typeof span === 'string' || !view.color || text === '' ? text : styleText(span.style, text, { validateStream: false });
    if (text !== whole) break;
  }
  return view.color ? out : out.trimEnd();
}

/** Whether to colour a stream: `FORCE_COLOR` and `NO_COLOR` first (https://no-color.org), then whether it is a terminal. */
export function wantsColor(env: NodeJS.ProcessEnv, stream: { tty: boolean }): boolean {
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (env['NO_COLOR'] || env['TERM'] === 'dumb') return false;
  return stream.tty;
}
