/** Conflict markers that a merge left behind. */
import { overlaps } from '../changes/added-lines.js';
import type { LineRange } from '../changes/change-set.js';

/**
 * Whole conflicts (`<<<<<<<`, `=======`, `>>>>>>>` at the starts of lines, in this order) with an added marker; each as the range from its
 * first to its last marker. Underlines of headings are no markers, nor is an example inside a fence of a text document.
 */
export function mergeConflicts(lines: string[], added: LineRange[], options: { document?: boolean } = {}): LineRange[] {
  const conflicts: LineRange[] = [];
  let start: number | undefined;
  let middle: number | undefined;
  let fenced = false;
  for (const [i, line] of lines.entries()) {
    const number = i + 1;
    if (options.document && /^\s*(?:```|~~~)/.test(line)) fenced = !fenced;
    if (fenced) continue;
    if (/^<{7}(?: |\r?$)/.test(line)) {
      start = number;
      middle = undefined;
    } else if (start !== undefined && /^={7}\r?$/.test(line)) middle = number;
    else if (start !== undefined && middle !== undefined && /^>{7}(?: |\r?$)/.test(line)) {
      const markers = [start, middle, number].map((at) => ({ startLine: at, endLine: at }));
      if (markers.some((marker) => overlaps(added, marker))) conflicts.push({ startLine: start, endLine: number });
      start = undefined;
      middle = undefined;
    }
  }
  return conflicts;
}
