/** Where a quote stands in a file, and how much each place looks like the surroundings the quote was taken from. */
import type { AnchorContext, Landmark } from './anchor.js';
import type { LineRange } from './change-set.js';
import { normalizeLine } from './quote.js';

/** How many non-blank lines a side an anchor keeps. */
export const contextLines = 3;

/** Every place where the quote's lines stand one below the other, white space aside. A quote without any code stands nowhere. */
export function quotePlaces(quote: string, lines: string[]): LineRange[] {
  const wanted = quote.split('\n').map(normalizeLine);
  if (wanted.every((line) => line === '')) return [];
  const have = normalized(lines);
  const places: LineRange[] = [];
  for (let start = 0; start + wanted.length <= have.length; start++) {
    if (wanted.every((line, i) => have[start + i] === line)) places.push({ startLine: start + 1, endLine: start + wanted.length });
  }
  return places;
}

/** The nearest non-blank lines around a place, nearest first, trimmed. */
export function contextOf(lines: string[], place: LineRange): AnchorContext {
  const trimmed = { before: around(lines, place.startLine - 2, -1, contextLines), after: around(lines, place.endLine, 1, contextLines) };
  return { before: trimmed.before.map((line) => line.trim()), after: trimmed.after.map((line) => line.trim()) };
}

/** How many lines of the context stand around the place in the same order, within `reach` lines a side: lines put in between do no harm. */
export function agreement(context: AnchorContext, lines: string[], place: LineRange, reach = contextLines * 2): number {
  const have = normalized(lines);
  const before = around(have, place.startLine - 2, -1, reach);
  const after = around(have, place.endLine, 1, reach);
  return commonInOrder(context.before.map(normalizeLine), before) + commonInOrder(context.after.map(normalizeLine), after);
}

/** Where a line that was unique stands, 1-based; undefined when it is gone or no longer unique. */
export function uniqueLine(text: string, lines: string[]): number | undefined {
  const have = normalized(lines);
  const at = have.indexOf(text);
  return at < 0 || have.includes(text, at + 1) ? undefined : at + 1;
}

/** The nearest lines around a place that are unique in the file. `others` are the copies of its quote. */
export function landmarks(lines: string[], place: LineRange, others: LineRange[]): { above?: Landmark; below?: Landmark } {
  const have = normalized(lines);
  const counts = new Map<string, number>();
  for (const line of have) counts.set(line, (counts.get(line) ?? 0) + 1);
  const isLandmark = (line: string): boolean => counts.get(line) === 1 && /[\p{L}\p{N}]/u.test(line);
  const top = have.slice(0, place.startLine - 1).findLastIndex(isLandmark) + 1;
  const below = have.slice(place.endLine).findIndex(isLandmark);
  const bottom = below < 0 ? 0 : place.endLine + below + 1;
  const between = (from: number, to: number): number => others.filter((o) => o.startLine > from && o.endLine < to).length;
  return {
    ...(top > 0 && { above: { line: have[top - 1]!, copies: between(top, place.endLine) } }),
    ...(bottom > 0 && { below: { line: have[bottom - 1]!, copies: between(place.startLine, bottom) } }),
  };
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

/** One file is searched for many quotes: its lines are normalised once. */
const normalizedLines = new WeakMap<string[], string[]>();

function normalized(lines: string[]): string[] {
  const known = normalizedLines.get(lines);
  if (known && known.length === lines.length) return known;
  const made = lines.map(normalizeLine);
  normalizedLines.set(lines, made);
  return made;
}
