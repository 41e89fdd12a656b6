/** The account of a review: every file of the change set, exactly once, with what became of it. */
import type { ChangeSet } from './change-set.js';
import type { FileCoverage } from './coverage.js';

/**
 * Joins what the analyzers and specialists say they covered. A file that was skipped keeps its reason; one failure among several readers
 * makes the file failed; one that nobody speaks of is failed too. Rows about files outside the change set are dropped.
 */
export function coverageOf(changes: Pick<ChangeSet, 'files'>, analyzed: FileCoverage[]): FileCoverage[] {
  const rows = new Map<string, FileCoverage[]>();
  for (const row of analyzed) rows.set(row.path, [...(rows.get(row.path) ?? []), row]);
  return changes.files.map((file) => {
    const { path } = file;
    const hunks = file.hunks.length;
    if (file.skip !== undefined) return { state: 'skipped', path, hunks, reason: file.skip };
    const said = rows.get(path) ?? [];
    const failed = reasons(said, 'failed');
    if (failed) return { state: 'failed', path, hunks, reason: failed };
    if (said.some((row) => row.state === 'reviewed')) return { state: 'reviewed', path, hunks };
    const skipped = reasons(said, 'skipped');
    if (skipped) return { state: 'skipped', path, hunks, reason: skipped };
    if (hunks === 0) return { state: 'skipped', path, hunks, reason: 'no changed lines' };
    return { state: 'failed', path, hunks, reason: 'no analyzer looked at it' };
  });
}

function reasons(rows: FileCoverage[], state: 'failed' | 'skipped'): string {
  return [...new Set(rows.flatMap((row) => (row.state === state && 'reason' in row ? [row.reason] : [])))].join('; ');
}
