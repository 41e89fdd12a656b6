/** The churn that an outcome is weighed against: how often lines change that nobody flagged. */
import type { LineRange } from '../../changes/change-set.js';
import type { LineMap } from '../../changes/line-map.js';
import type { Churn } from './outcome.js';

export type ChurnInput = {
  /** The version in which the findings stood. */
  oldLines: readonly string[];
  /** The lines of it that the change brought (the new sides of its hunks). */
  brought: readonly LineRange[];
  /** The lines of it that findings flag: they do not count. */
  flagged: readonly LineRange[];
  /** From that version to the later one. */
  map: Pick<LineMap, 'line'>;
};

/** Blank lines do not count. Sums over several hunks and files are the counts of all of them: see `addChurn`. */
export function churnOf({ oldLines, brought, flagged, map }: ChurnInput): Churn {
  const churn = { lines: 0, changed: 0 };
  const seen = new Set<number>();
  for (const { startLine, endLine } of brought) {
    for (let line = Math.max(1, startLine); line <= Math.min(endLine, oldLines.length); line++) {
      if (seen.has(line) || oldLines[line - 1]!.trim() === '' || flagged.some((f) => f.startLine <= line && line <= f.endLine)) continue;
      seen.add(line);
      churn.lines++;
      if (map.line(line) === undefined) churn.changed++;
    }
  }
  return churn;
}

export function addChurn(a: Churn, b: Churn): Churn {
  return { lines: a.lines + b.lines, changed: a.changed + b.changed };
}

/** The share (0..1) of unflagged lines that changed; drawn towards `prior` while few were seen (it counts as ten lines). */
export function churnRate({ lines, changed }: Churn, prior = 0.25): number {
  return (changed + prior * priorLines) / (lines + priorLines);
}

const priorLines = 10;
