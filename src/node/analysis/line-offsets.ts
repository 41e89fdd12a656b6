/** Between offsets and lines of one text. */
import type { LineRange } from '../../core/changes/change-set.js';
import type { Extent } from './tree-walk.js';

export interface LineOffsets {
  /** How many lines there are. */
  readonly count: number;
  /** The 1-based line of an offset. */
  lineAt(offset: number): number;
  /** Where a 1-based line starts. */
  startOf(line: number): number;
  /** The extent of whole lines, their endings included; lines outside the text are cut off. */
  extentOf(range: LineRange): Extent;
}

export function lineOffsets(text: string): LineOffsets {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const startOf = (line: number): number => (line <= 1 ? 0 : (starts[line - 1] ?? text.length));
  return {
    count: starts.length,
    startOf,
    lineAt(offset) {
      let low = 0;
      let high = starts.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (starts[middle]! <= offset) low = middle + 1;
        else high = middle;
      }
      return low;
    },
    extentOf: ({ startLine, endLine }) => ({ start: startOf(startLine), end: startOf(endLine + 1) }),
  };
}

/** Ranges in any order as extents in order that do not overlap. */
export function mergedExtents(offsets: LineOffsets, ranges: LineRange[]): Extent[] {
  const merged: Extent[] = [];
  for (const range of ranges.toSorted((a, b) => a.startLine - b.startLine)) {
    const extent = offsets.extentOf(range);
    const last = merged.at(-1);
    if (extent.end <= extent.start) continue;
    if (last && extent.start <= last.end) last.end = Math.max(last.end, extent.end);
    else merged.push(extent);
  }
  return merged;
}
