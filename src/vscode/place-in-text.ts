/** Where a finding stands in a text as it is now: the engine's anchor placement, or the top of the file with a word on why no line was chosen. */
import type { Anchor } from '../core/changes/anchor.js';
import type { Engine } from './engine.js';
import { l10n } from './l10n.js';

/** 1-based; `endColumn` is the column after the last character. */
export type TextPlace = { startLine: number; startColumn: number; endLine: number; endColumn: number } & (
  | { state: 'exact' }
  /** `gone`: the quoted code is not in the text at all. */
  | { state: 'file'; why: string; gone: boolean }
);

export function placeInText(anchor: Anchor, text: string, placeAnchor: Engine['placeAnchor']): TextPlace {
  return placeInLines(anchor, textLines(text), placeAnchor);
}

export function textLines(text: string): string[] {
  return text.split(/\r?\n/);
}

/** `side`: which side of the change the lines are of. The same array for many anchors is looked through once. */
export function placeInLines(anchor: Anchor, lines: string[], placeAnchor: Engine['placeAnchor'], side: Anchor['side'] = 'new'): TextPlace {
  if (anchor.state === 'file') return { state: 'file', why: anchor.why, gone: false, ...cover(lines, 1, 1) };
  if (anchor.side === 'old' && side === 'new')
    return { state: 'file', why: l10n.t('the finding is about removed code'), gone: false, ...cover(lines, 1, 1) };
  const placed = placeAnchor(anchor, asRedacted(lines, anchor.quote));
  if (placed.state === 'exact') return { state: 'exact', ...cover(lines, placed.startLine, placed.endLine) };
  return { state: 'file', why: placed.why, gone: placed.matches === 0, ...cover(lines, 1, 1) };
}

/** The text of the lines without the first one's indentation, clamped to the document. */
function cover(lines: string[], startLine: number, endLine: number) {
  const start = Math.min(Math.max(startLine, 1), Math.max(lines.length, 1));
  const end = Math.min(Math.max(endLine, start), Math.max(lines.length, 1));
  const first = lines[start - 1] ?? '';
  const indent = first.length - first.trimStart().length;
  return { startLine: start, startColumn: indent + 1, endLine: end, endColumn: (lines[end - 1] ?? '').trimEnd().length + 1 };
}

/** Secrets in the quote are marks; a line that says the same around them counts as that line. The editor never holds the repo's key. */
function asRedacted(lines: string[], quote: string): string[] {
  const marked = quote.split('\n').filter((line) => mark.test(line));
  if (marked.length === 0) return lines;
  const around = marked.map((line) => ({ line, parts: line.split(mark) }));
  return lines.map((line) => around.find(({ parts }) => saysAround(line, parts))?.line ?? line);
}

const mark = /‹secret:[^›]*›/;

/** True when the parts stand in the line in order, with something between them; linear in the line's length. */
function saysAround(line: string, parts: string[]): boolean {
  const last = parts.at(-1) ?? '';
  if (!line.startsWith(parts[0] ?? '') || !line.endsWith(last)) return false;
  let from = (parts[0] ?? '').length;
  for (const part of parts.slice(1, -1)) {
    const found = line.indexOf(part, from + 1);
    if (found < 0) return false;
    from = found + part.length;
  }
  return line.length - last.length > from;
}
