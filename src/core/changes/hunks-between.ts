/** The hunks between two texts, for versions that git has no diff of. */
import { diffArrays } from 'diff';
import type { Hunk } from './change-set.js';
import { linesWithEnds } from './lines.js';

/** Longer edit scripts are not worth the quadratic search: the change is then one hunk from the first to the last difference. */
const maxEdits = 2_000;

/** Zero-context hunks from `oldText` to `newText`; line endings count. */
export function hunksBetween(oldText: string, newText: string): Hunk[] {
  const oldLines = linesWithEnds(oldText);
  const newLines = linesWithEnds(newText);
  const changes = diffArrays(oldLines, newLines, { maxEditLength: maxEdits });
  if (!changes) return oneHunk(oldLines, newLines);
  const hunks: Hunk[] = [];
  let oldLine = 1;
  let newLine = 1;
  let open: Hunk | undefined;
  for (const change of changes) {
    const count = change.value.length;
    if (!change.added && !change.removed) {
      open = undefined;
      oldLine += count;
      newLine += count;
      continue;
    }
    if (!open) {
      open = { old: { startLine: oldLine, endLine: oldLine - 1 }, new: { startLine: newLine, endLine: newLine - 1 } };
      hunks.push(open);
    }
    if (change.removed) open.old.endLine = (oldLine += count) - 1;
    else open.new.endLine = (newLine += count) - 1;
  }
  return hunks;
}

function oneHunk(oldLines: string[], newLines: string[]): Hunk[] {
  const shorter = Math.min(oldLines.length, newLines.length);
  let head = 0;
  while (head < shorter && oldLines[head] === newLines[head]) head++;
  let tail = 0;
  while (tail < shorter - head && oldLines.at(-1 - tail) === newLines.at(-1 - tail)) tail++;
  if (head + tail === oldLines.length && head + tail === newLines.length) return [];
  return [{ old: { startLine: head + 1, endLine: oldLines.length - tail }, new: { startLine: head + 1, endLine: newLines.length - tail } }];
}
