/** Makes an anchor: the flagged lines as they stand, with what a later reading needs to find them again. */
import type { Anchor } from './anchor.js';
import type { Side } from './change-set.js';
import { firstAtOrAfter, shapeOf } from './line-shape.js';
import { sketchLines } from './line-sketch.js';
import { contextOf, quotePlaces, shapeRange } from './quote-places.js';

/**
 * `lines` are the redacted lines of that side, without endings. A range that is empty, reaches outside the file or holds only blank lines
 * cannot be found again: the anchor then names the file and says why.
 */
export function makeAnchor(input: {
  path: string;
  side: Side;
  lines: string[];
  startLine: number;
  endLine: number;
  symbol?: string;
}): Anchor {
  const { path, side, lines, startLine, endLine } = input;
  const symbol = input.symbol === undefined ? {} : { symbol: input.symbol };
  const file = (why: string): Anchor => ({ state: 'file', path, side, ...symbol, why });
  if (endLine < startLine) return file('no line is flagged');
  if (startLine < 1 || endLine > lines.length) return file(`the file has ${lines.length} lines, not ${endLine}`);
  const quote = lines.slice(startLine - 1, endLine).join('\n');
  if (quote.trim() === '') return file('only blank lines are flagged');
  const shape = shapeOf(lines);
  const { start, length } = shapeRange(shape, { startLine, endLine });
  const places = quotePlaces(quote, lines);
  const before = firstAtOrAfter(places, start);
  const copies = { before, after: places.length - before - 1 };
  const context = contextOf(lines, { startLine, endLine });
  return {
    state: 'exact',
    path,
    side,
    startLine,
    endLine,
    quote,
    ...symbol,
    context,
    copies,
    sketch: sketchLines(shape, start, length, places.length),
  };
}
