/** The lines that a change adds: a finding is introduced by the change when it touches one of them. */
import type { ChangedFile, LineRange } from './change-set.js';

/** Runs of added or rewritten lines of the new side, in order, none empty. */
export function addedLines(file: Pick<ChangedFile, 'hunks'>): LineRange[] {
  return file.hunks.map((hunk) => hunk.new).filter((range) => range.endLine >= range.startLine);
}

/** Runs of removed or rewritten lines of the old side, in order, none empty. */
export function removedLines(file: Pick<ChangedFile, 'hunks'>): LineRange[] {
  return file.hunks.map((hunk) => hunk.old).filter((range) => range.endLine >= range.startLine);
}

/** True when the ranges share a line. */
export function overlaps(ranges: LineRange[], range: LineRange): boolean {
  return ranges.some((r) => r.startLine <= range.endLine && range.startLine <= r.endLine);
}
