/** Makes an anchor: the flagged lines as they stand, with what a later reading needs to find them again. */
import type { Anchor } from './anchor.js';
import type { Side } from './change-set.js';
import { agreement, contextOf, landmarks, quotePlaces } from './quote-places.js';

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
  const context = contextOf(lines, { startLine, endLine });
  const others = quotePlaces(quote, lines).filter((place) => place.startLine !== startLine);
  const copies = {
    before: others.filter((place) => place.startLine < startLine).length,
    after: others.filter((place) => place.startLine > startLine).length,
    likeness: Math.max(0, ...others.map((place) => agreement(context, lines, place))),
    ...(others.length > 0 && landmarks(lines, { startLine, endLine }, others)),
  };
  return { state: 'exact', path, side, startLine, endLine, quote, ...symbol, context, copies };
}
