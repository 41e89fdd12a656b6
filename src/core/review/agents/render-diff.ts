/** A file's change as lines of text: both sides' line numbers, a sign, the code. Made from hunks, so that what is shown is what is reviewed. */
import type { ChangedFile, Hunk } from '../../changes/change-set.js';

/** One string per line: `@@` before each group of hunks, then `   12    14   code`, with `-` or `+` for what is removed or added. */
export function renderDiff(file: Pick<ChangedFile, 'hunks'>, oldLines: string[], newLines: string[], context: number): string[] {
  const out: string[] = [];
  for (const group of grouped(file.hunks, context)) {
    const first = group[0]!;
    const last = group.at(-1)!;
    out.push(`@@ line ${first.new.startLine} @@`);
    let newLine = Math.max(1, first.new.startLine - context);
    let oldLine = first.old.startLine - (first.new.startLine - newLine);
    const same = (until: number): void => {
      for (; newLine < until && newLine <= newLines.length; newLine++, oldLine++)
        out.push(row(oldLine, newLine, ' ', newLines[newLine - 1]));
    };
    for (const hunk of group) {
      same(hunk.new.startLine);
      for (; oldLine <= hunk.old.endLine; oldLine++) out.push(row(oldLine, undefined, '-', oldLines[oldLine - 1]));
      for (; newLine <= hunk.new.endLine; newLine++) out.push(row(undefined, newLine, '+', newLines[newLine - 1]));
    }
    same(Math.min(newLines.length, last.new.endLine + context) + 1);
  }
  return out;
}

/** Hunks whose context would touch are shown together. */
function grouped(hunks: Hunk[], context: number): Hunk[][] {
  const groups: Hunk[][] = [];
  for (const hunk of hunks) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    if (group && before && hunk.new.startLine - before.new.endLine - 1 <= 2 * context) group.push(hunk);
    else groups.push([hunk]);
  }
  return groups;
}

function row(oldLine: number | undefined, newLine: number | undefined, sign: string, text = ''): string {
  const number = (line: number | undefined): string => String(line ?? '').padStart(5);
  return `${number(oldLine)} ${number(newLine)} ${sign} ${text.length > 400 ? `${text.slice(0, 400)} [cut here]` : text}`;
}
