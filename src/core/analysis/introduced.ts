/** Which matches a change introduces: those that have no counterpart in the old version of the file. */
import { overlaps } from '../changes/added-lines.js';
import type { Hunk } from '../changes/change-set.js';
import { lineMap } from '../changes/line-map.js';

/** A match of a rule on one side. Lines are 1-based and inclusive. */
export type SideMatch = {
  rule: string;
  startLine: number;
  endLine: number;
  /** Offset of the match in its first line. */
  startColumn: number;
  /** The matched code without what formatting changes; see `codeText`. */
  text: string;
  /** The same of its first line alone. */
  head: string;
};

/**
 * The matches of the new side that touch an added line and did not stand in the old version: not at the same place (a changed body under an
 * unchanged head), not elsewhere in what was removed (moved or re-indented), and not in the same hunk with the same head. One removed
 * match accounts for one new one, so that a copy is new.
 */
export function introducedMatches<M extends SideMatch>(now: M[], before: SideMatch[], hunks: Hunk[]): M[] {
  const added = hunks.map((h) => h.new).filter((range) => range.endLine >= range.startLine);
  const removed = before.filter((match) => hunks.some((hunk) => changes(hunk, match)));
  const toOld = lineMap(hunks, 'new');
  const open = new Set(before);
  const take = (found: SideMatch | undefined): boolean => found !== undefined && open.delete(found);
  let rest = now.filter((match) => overlaps(added, match));

  rest = rest.filter((match) => {
    const line = toOld.line(match.startLine);
    return !take(before.find((b) => open.has(b) && b.rule === match.rule && b.startLine === line && b.startColumn === match.startColumn));
  });
  rest = rest.filter((match) => !take(removed.find((b) => open.has(b) && b.rule === match.rule && b.text === match.text)));
  return rest.filter((match) => {
    if (match.endLine === match.startLine) return true;
    const hunk = hunks.find((h) => overlaps([h.new], match));
    return !take(removed.find((b) => open.has(b) && b.rule === match.rule && b.head === match.head && hunk && changes(hunk, b)));
  });
}

/** True when the hunk removes a line of the match, or inserts into its middle. */
function changes({ old }: Hunk, match: SideMatch): boolean {
  if (old.endLine >= old.startLine) return overlaps([old], match);
  return match.startLine < old.startLine && old.startLine <= match.endLine;
}

/** Code without what a formatter may change: white space, the kind of quotes, semicolons and trailing commas. */
export function codeText(code: string): string {
  return code
    .replaceAll(/\s+/g, '')
    .replaceAll(/['`]/g, '"')
    .replaceAll(/;|,(?=[)\]}])/g, '');
}
