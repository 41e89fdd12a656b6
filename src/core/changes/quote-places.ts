/** Where a quote stands in a file, and how much each place looks like the surroundings the quote was taken from. */
import type { AnchorContext } from './anchor.js';
import type { LineRange } from './change-set.js';
import { firstAtOrAfter, type FileShape, lineHash, lineText, shapeOf } from './line-shape.js';

/** How many non-blank lines a side an anchor keeps. */
export const contextLines = 3;

/** Per file and quote: thousands of findings may quote the same line. */
const known = new WeakMap<string[], Map<string, number[]>>();

/**
 * Every place where the quote's lines stand one below the other, white space and blank lines aside, as indexes of the file's shape (see
 * `shapeOf`), in order. A quote without any code stands nowhere.
 */
export function quotePlaces(quote: string, lines: string[]): number[] {
  let quotes = known.get(lines);
  if (!quotes) known.set(lines, (quotes = new Map()));
  const text = quoteLines(quote).join('\n');
  const asked = quotes.get(text);
  if (asked) return asked;
  const shape = shapeOf(lines);
  const wanted = text === '' ? [] : text.split('\n');
  const keys = wanted.map(lineHash);
  let rarest: { k: number; places: number[] } | undefined;
  for (const [k, key] of keys.entries()) {
    const places = shape.places.get(key) ?? [];
    if (!rarest || places.length < rarest.places.length) rarest = { k, places };
  }
  const places = (rarest?.places ?? [])
    .map((at) => at - rarest!.k)
    // equal hashes are hardly ever chance: hardly ever is too often for a line somebody is sent to
    .filter(
      (at) => at >= 0 && wanted.every((line, k) => keys[k] === shape.keys[at + k] && line === lineText(lines[shape.numbers[at + k]! - 1]!)),
    );
  quotes.set(text, places);
  return places;
}

/** The non-blank lines of a range, as the index of the first one and their number. */
export function shapeRange({ numbers }: FileShape, { startLine, endLine }: LineRange): { start: number; length: number } {
  const start = firstAtOrAfter(numbers, startLine);
  return { start, length: firstAtOrAfter(numbers, endLine + 1) - start };
}

/** The lines of a quote as they are compared, without the blank ones. */
export function quoteLines(quote: string): string[] {
  return quote
    .split('\n')
    .map(lineText)
    .filter((line) => line !== '');
}

/** A quote as code, white space aside: two that differ by it alone are the same. */
export function codeOfQuote(quote: string): string {
  return quoteLines(quote).join('\n');
}

/** The nearest non-blank lines around a place, nearest first, trimmed. */
export function contextOf(lines: string[], place: LineRange): AnchorContext {
  const trimmed = { before: around(lines, place.startLine - 2, -1, contextLines), after: around(lines, place.endLine, 1, contextLines) };
  return { before: trimmed.before.map((line) => line.trim()), after: trimmed.after.map((line) => line.trim()) };
}

/** How many lines of the context stand around the place in the same order, within `reach` lines a side: lines put in between do no harm. */
export function agreement(context: AnchorContext, lines: string[], place: LineRange, reach = contextLines * 2): number {
  const before = around(lines, place.startLine - 2, -1, reach).map(lineText);
  const after = around(lines, place.endLine, 1, reach).map(lineText);
  return commonInOrder(context.before.map(lineText), before) + commonInOrder(context.after.map(lineText), after);
}

function around(lines: string[], from: number, step: 1 | -1, count: number): string[] {
  const found: string[] = [];
  for (let at = from; at >= 0 && at < lines.length && found.length < count; at += step) {
    if (lines[at]!.trim() !== '') found.push(lines[at]!);
  }
  return found;
}

/** Length of the longest common subsequence. */
function commonInOrder(a: string[], b: string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const left of a) {
    const next = [0];
    for (let j = 0; j < b.length; j++) next.push(left === b[j] ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!));
    row = next;
  }
  return row[b.length]!;
}
