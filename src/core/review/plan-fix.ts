/**
 * Turns a suggested fix into edits of the texts as they are now, or says why it is not applied. Its words come from a rule, a linter or a
 * model: they are trusted with nothing, and replace only what stands exactly where it is expected.
 */
import type { Anchor } from '../changes/anchor.js';
import { linesOf } from '../changes/lines.js';
import { placeAnchor } from '../changes/place-anchor.js';
import type { Redact } from '../ports.js';
import { visible } from '../visible.js';
import { repoPath } from './agents/tools/repo-reading.js';
import type { Edit, Finding } from './finding.js';

/** `unchanged`: nobody has touched the file since the review, so that its lines are where the review saw them. */
export type FixFile = { text: string; unchanged: boolean };

/** Puts `lines` in the place of `startLine`..`endLine` (1-based, inclusive; none to replace: `endLine = startLine - 1`; none to put: the lines go). */
export type PlannedEdit = {
  path: string;
  startLine: number;
  endLine: number;
  lines: string[];
  /** False when no text says that this is the place: a person has to look before it is applied. */
  certain: boolean;
};

export type FixPlan =
  | { state: 'ready'; edits: [PlannedEdit, ...PlannedEdit[]] }
  /** `stale`: the code has changed since the review; a fresh look may bring another fix. */
  | { state: 'refused'; why: string; stale: boolean };

type Refused = Extract<FixPlan, { state: 'refused' }>;

/** `files` are the files of the fix that there are, by their paths from the repo's root. */
export function planFix({ anchor, fix }: Pick<Finding, 'anchor' | 'fix'>, files: ReadonlyMap<string, FixFile>, redact: Redact): FixPlan {
  if (!fix) return never('there is no suggested fix');
  const planned: PlannedEdit[] = [];
  for (const [path, edits] of byPath(fix.edits)) {
    if (repoPath(path) !== path) return never(`it would write to ${JSON.stringify(path)}, which is not in the repository`);
    const file = files.get(path);
    if (!file) return stale(`${path} is not there any more`);
    // whole, then cut: a line from the middle of a key does not show what it is
    const lines = linesOf(withoutMark(redact(file.text)));
    const moved = path === anchor.path ? movedBy(anchor, lines) : undefined;
    const placed: PlannedEdit[] = [];
    for (const edit of edits) {
      const refused = refusal(edit, redact);
      if (refused) return refused;
      const place = placeEdit(edit, lines, { anchor, moved, unchanged: file.unchanged });
      if ('state' in place) return place;
      placed.push(place);
    }
    placed.sort((a, b) => a.startLine - b.startLine || a.endLine - b.endLine);
    if (placed.some((edit, i) => i > 0 && edit.startLine <= Math.max(placed[i - 1]!.endLine, placed[i - 1]!.startLine - 1)))
      return never(`it changes the same lines of ${path} twice`);
    if (writesSecret(file.text, placed, redact)) return never('it would write a secret');
    planned.push(...placed);
  }
  const [first, ...more] = planned;
  return first ? { state: 'ready', edits: [first, ...more] } : never('it changes nothing');
}

/** What no reading of the code could make right. */
function refusal({ path, startLine, endLine, expect, replace }: Edit, redact: Redact): Refused | undefined {
  if (replace.includes('‹secret:') || redact(replace) !== replace) return never('it would write a secret');
  const shown = hiddenSigns(expect);
  if (hiddenSigns(replace).some((sign) => !shown.includes(sign))) return never('it would write characters that cannot be seen');
  const count = endLine - startLine + 1;
  if (startLine < 1 || count < 0 || expectedLines({ startLine, endLine, expect }).length !== count)
    return never(`it does not say what stands in ${path} now`);
  return undefined;
}

type Surroundings = { anchor: Anchor; moved: number | undefined; unchanged: boolean };

function placeEdit(edit: Edit, lines: string[], { anchor, moved, unchanged }: Surroundings): PlannedEdit | Refused {
  const { path, startLine, endLine } = edit;
  const expected = expectedLines(edit);
  const put = edit.replace === '' && expected.length > 0 ? [] : withoutMark(edit.replace).split(/\r?\n/);
  const at = (start: number, certain: boolean): PlannedEdit => ({
    path,
    startLine: start,
    endLine: start + expected.length - 1,
    lines: put,
    certain,
  });
  const stands = (start: number): boolean => start >= 1 && expected.every((line, i) => lines[start - 1 + i] === line);
  const gone = stale(
    expected.length === 0
      ? `${path} has no line ${startLine} any more`
      : `${range(startLine, endLine)} of ${path} ${startLine === endLine ? 'is' : 'are'} not what it expects`,
  );
  // blank lines stand everywhere: they say no more of a place than nothing does
  if (expected.every((line) => line.trim() === '')) {
    const start = startLine + (moved ?? 0);
    if (start > lines.length + 1 || !stands(start)) return gone;
    return at(start, unchanged || (moved !== undefined && touches(anchor, startLine, endLine)));
  }
  if (unchanged) return stands(startLine) ? at(startLine, true) : gone;
  if (moved !== undefined && touches(anchor, startLine, endLine)) return stands(startLine + moved) ? at(startLine + moved, true) : gone;
  const starts = [...new Set([startLine + (moved ?? 0), startLine])].filter(stands);
  if (starts.length === 1) return at(starts[0]!, true);
  if (starts.length > 1) return stale(`what it replaces stands in ${starts.length} places of ${path} now`);
  const anywhere = lines.flatMap((_, i) => (stands(i + 1) ? [i + 1] : []));
  return anywhere.length === 1 ? at(anywhere[0]!, false) : gone;
}

/** By how many lines the flagged code has moved; undefined when it is not known where it is. */
function movedBy(anchor: Anchor, lines: string[]): number | undefined {
  if (anchor.state !== 'exact' || anchor.side === 'old') return undefined;
  const place = placeAnchor(anchor, lines);
  return place.state === 'exact' ? place.startLine - anchor.startLine : undefined;
}

/** True when the lines are the flagged ones, some of them, or next to them: they moved together. */
function touches(anchor: Anchor, startLine: number, endLine: number): boolean {
  return anchor.state === 'exact' && startLine <= anchor.endLine + 1 && Math.max(endLine, startLine) >= anchor.startLine;
}

/** True when the text would hold a secret that it does not hold now, also one that only the lines together make. */
function writesSecret(text: string, edits: PlannedEdit[], redact: Redact): boolean {
  const lines = linesOf(withoutMark(text));
  for (const { startLine, endLine, lines: put } of edits.toReversed()) lines.splice(startLine - 1, endLine - startLine + 1, ...put);
  const before = new Set(secretsIn(redact(text)));
  return secretsIn(redact(lines.join('\n'))).some((secret) => !before.has(secret));
}

function secretsIn(redacted: string): string[] {
  return redacted.match(/‹secret:[^›]*›/g) ?? [];
}

function hiddenSigns(text: string): string[] {
  return Array.from(withoutMark(text)).filter((sign) => sign !== '\r' && visible(sign) !== sign);
}

/** The ending of the last line may be a part of the text, or not. */
function expectedLines({ startLine, endLine, expect }: Pick<Edit, 'startLine' | 'endLine' | 'expect'>): string[] {
  if (endLine < startLine) return expect === '' ? [] : ['']; // an insertion that expects something contradicts itself
  const lines = withoutMark(expect).split(/\r?\n/);
  return lines.length === endLine - startLine + 2 && lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** A byte-order mark is the file's, not its first line's. */
function withoutMark(text: string): string {
  return text.replace(/^\ufeff/, '');
}

function byPath(edits: readonly Edit[]): Map<string, Edit[]> {
  const files = new Map<string, Edit[]>();
  for (const edit of edits) files.set(edit.path, [...(files.get(edit.path) ?? []), edit]);
  return files;
}

function range(startLine: number, endLine: number): string {
  return startLine === endLine ? `line ${startLine}` : `lines ${startLine}-${endLine}`;
}

function stale(why: string): Refused {
  return { state: 'refused', why, stale: true };
}

function never(why: string): Refused {
  return { state: 'refused', why, stale: false };
}
