/** Where a finding stands in a text as it is now: the engine's anchor placement, or the nearest line with a word that it is a guess. */
import type { Anchor } from '../core/changes/anchor.js';
import type { Engine } from './engine.js';

/** 1-based; `endColumn` is the column after the last character. */
export type TextPlace = { startLine: number; startColumn: number; endLine: number; endColumn: number } & (
  { state: 'exact' } | { state: 'guessed'; why: string }
);

export function placeInText(anchor: Anchor, text: string, placeAnchor: Engine['placeAnchor']): TextPlace {
  const lines = text.split(/\r?\n/);
  if (anchor.state === 'file') return { state: 'guessed', why: anchor.why, ...cover(lines, 1, 1) };
  if (anchor.side === 'old')
    return { state: 'guessed', why: 'The finding is about removed code', ...cover(lines, anchor.startLine, anchor.startLine) };
  const placed = placeAnchor(anchor, lines);
  if (placed.state === 'exact') return { state: 'exact', ...cover(lines, placed.startLine, placed.endLine) };
  return { state: 'guessed', why: placed.why, ...cover(lines, anchor.startLine, anchor.endLine) };
}

/** The text of the lines without the first one's indentation, clamped to the document. */
function cover(lines: string[], startLine: number, endLine: number) {
  const start = Math.min(Math.max(startLine, 1), Math.max(lines.length, 1));
  const end = Math.min(Math.max(endLine, start), Math.max(lines.length, 1));
  const first = lines[start - 1] ?? '';
  const indent = first.length - first.trimStart().length;
  return { startLine: start, startColumn: indent + 1, endLine: end, endColumn: (lines[end - 1] ?? '').trimEnd().length + 1 };
}
