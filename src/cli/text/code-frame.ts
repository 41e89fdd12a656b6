/** The quoted code of an anchor with its line numbers and a caret line. */
import type { Anchor } from '../../core/changes/anchor.js';
import { displayWidth } from './display-width.js';
import { styled, type Line } from './line.js';
import { printable } from './printable.js';

const maxLines = 4;

/** 1-based column of the first flagged character, counted in UTF-16 units as editors do; undefined without a line. */
export function anchorColumn(anchor: Anchor): number | undefined {
  if (anchor.state !== 'exact') return undefined;
  const first = anchor.quote.split('\n')[0] ?? '';
  return first.length - first.trimStart().length + 1;
}

/** Lines of the frame, each after `indent`; empty when the anchor has no quote. Common indentation is taken away. */
export function codeFrame(anchor: Anchor, indent: string): Line[] {
  if (!anchor.quote) return [];
  const quoted = anchor.quote.split('\n').map((line) => line.replace(/\r$/, ''));
  const shown = quoted.slice(0, maxLines);
  const margin = Math.min(...shown.filter((line) => line.trim()).map((line) => line.length - line.trimStart().length));
  const start = anchor.state === 'exact' ? anchor.startLine : undefined;
  const gutter = start === undefined ? 0 : String(start + shown.length - 1).length;
  const bar = (label: string): Line => [indent, styled('dim', `${label.padStart(gutter)} │ `)];
  const lines: Line[] = [];
  for (const [i, line] of shown.entries()) {
    const text = Number.isFinite(margin) ? line.slice(margin).trimEnd() : '';
    lines.push([...bar(start === undefined ? '' : String(start + i)), text]);
    if (i === 0 && text) lines.push([...bar(''), styled('red', '^'.repeat(displayWidth(printable(text))))]);
  }
  if (quoted.length > shown.length) lines.push([...bar('…'), styled('dim', `${quoted.length - shown.length} more lines`)]);
  return lines;
}
