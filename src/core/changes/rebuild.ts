/** Rebuilds the new side of a file from its old side, its hunks and the new text of those hunks: the proof that hunks are right. */
import type { Hunk } from './change-set.js';
import { linesWithEnds } from './lines.js';

/**
 * Takes unchanged lines from `oldText` and changed ones from `newText`, byte for byte with their endings. The result equals `newText`
 * exactly when the hunks are right and complete.
 */
export function rebuild(oldText: string, hunks: Hunk[], newText: string): string {
  const oldLines = linesWithEnds(oldText);
  const newLines = linesWithEnds(newText);
  const rebuilt: string[] = [];
  let next = 1;
  for (const hunk of hunks) {
    rebuilt.push(...slice(oldLines, next, hunk.old.startLine - 1), ...slice(newLines, hunk.new.startLine, hunk.new.endLine));
    next = hunk.old.endLine + 1;
  }
  rebuilt.push(...slice(oldLines, next, oldLines.length));
  return rebuilt.join('');
}

function slice(lines: string[], startLine: number, endLine: number): string[] {
  return lines.slice(startLine - 1, Math.max(startLine - 1, endLine));
}
