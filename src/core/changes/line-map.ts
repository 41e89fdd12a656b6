/** A line map says where the lines of one version of a file stand in another, from zero-context hunks. */
import type { Hunk, LineRange, Side } from './change-set.js';

export interface LineMap {
  /** Where an unchanged line stands on the other side; undefined when it was changed or removed there. */
  line(line: number): number | undefined;
  /** Where a run of unchanged lines stands, when it is still one run; an empty range stays empty at its insertion point. */
  range(range: LineRange): LineRange | undefined;
  /** The line itself when it is unchanged, else the first line of what stands in its place (the insertion point of a deletion). */
  nearest(line: number): number;
}

/** Maps lines `from` that side to the other one. The hunks are in order and do not overlap, as git writes them. */
export function lineMap(hunks: Hunk[], from: Side = 'old'): LineMap {
  const pairs = hunks.map((h) => (from === 'old' ? { here: h.old, there: h.new } : { here: h.new, there: h.old }));

  /** The last hunk that starts at or before the line; an insertion point lies before its line. */
  function hunkBefore(line: number): { here: LineRange; there: LineRange } | undefined {
    let low = 0;
    let high = pairs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (pairs[middle]!.here.startLine <= line) low = middle + 1;
      else high = middle;
    }
    return pairs[low - 1];
  }

  function line(at: number): number | undefined {
    const hunk = hunkBefore(at);
    if (!hunk) return at;
    return at <= hunk.here.endLine ? undefined : at + hunk.there.endLine - hunk.here.endLine;
  }

  return {
    line,
    nearest: (at) => line(at) ?? hunkBefore(at)!.there.startLine,
    range({ startLine, endLine }) {
      if (endLine < startLine) {
        const before = startLine === 1 ? 0 : line(startLine - 1);
        const after = line(startLine);
        const start = after ?? (before === undefined ? undefined : before + 1);
        return start === undefined ? undefined : { startLine: start, endLine: start - 1 };
      }
      const start = line(startLine);
      // a hunk that starts inside cuts the run, also where it exchanges as many lines
      if (start === undefined || hunkBefore(startLine) !== hunkBefore(endLine)) return undefined;
      return { startLine: start, endLine: start + endLine - startLine };
    },
  };
}

/** The map through several versions: each takes what the one before gives. */
export function chainLineMaps(maps: LineMap[]): LineMap {
  return {
    line: (line) => maps.reduce<number | undefined>((at, map) => (at === undefined ? undefined : map.line(at)), line),
    range: (range) => maps.reduce<LineRange | undefined>((at, map) => at && map.range(at), range),
    nearest: (line) => maps.reduce((at, map) => map.nearest(at), line),
  };
}
