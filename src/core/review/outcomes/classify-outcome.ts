/**
 * What became of one finding between two versions of its file. Pure, and usable on plain history: whoever asks brings the two texts, the map
 * of their lines, and what the rule says of the later one.
 */
import type { Anchor } from '../../changes/anchor.js';
import type { LineRange } from '../../changes/change-set.js';
import { driftAnchor } from '../../changes/drift-anchor.js';
import type { LineMap } from '../../changes/line-map.js';
import { normalizeLine, normalizeQuote, similarity } from '../../changes/quote.js';
import { quotePlaces } from '../../changes/quote-places.js';
import type { Outcome, OutcomeBasis } from './outcome.js';

export type OutcomeInput = {
  /** As it stands in `oldLines`. */
  anchor: Anchor;
  /** The version in which the finding stood, and a later one of the same file (renames followed); undefined when the file is gone. Redacted, without endings. */
  oldLines: string[];
  newLines: string[] | undefined;
  /** From the old lines to the new ones. */
  map: LineMap;
  /** Whether the one who said it says it again of the new version, in the place or where the code went; `unknown` when it was not asked. */
  fires: 'yes' | 'no' | 'unknown';
  /** `gone`: the commit, the branch or the uncommitted work that brought it is not part of the new version, or was reverted as a whole. */
  introduced: 'stands' | 'gone';
  /** The file before the change that brought the finding, where a blob tells: whoever takes just those lines back fixes nothing. */
  before?: string[];
  /** True when the new version is a commit: taking an added line out is then a decision, not an undo. Default true. */
  committed?: boolean;
};

/** `none`: nothing that says anything happened yet, or it cannot be told. `now` is where the flagged code, or what took its place, stands. */
export type Classified = { outcome: Outcome | 'none'; basis: OutcomeBasis; why: string; now?: LineRange };

/** An edit counts as near up to so many lines a side. */
const reach = 3;

export function classifyOutcome(input: OutcomeInput): Classified {
  const { anchor, oldLines, newLines, map, fires } = input;
  if (input.introduced === 'gone') return place('absent', 'the change that brought it is not there');
  if (newLines === undefined) return place('deleted', 'its file is gone');
  if (anchor.state !== 'exact' || anchor.side === 'old') return place('none', 'it stands on no line of the new side');
  const now = presentAt(anchor, input, newLines);
  if (now === 'copies') return place('none', 'copies of its code cannot be told apart');
  if (now) {
    const edited = editedNear(anchor, oldLines, newLines, map);
    if (!edited) return { ...place('none', 'nothing near it was edited'), now };
    if (fires === 'no') return { outcome: 'fixed', basis: 'rule', why: 'code near it was edited and it is no longer found', now };
    return { outcome: 'survived', basis: fires === 'yes' ? 'rule' : 'place', why: 'code near it was edited and it stayed', now };
  }
  const gap = gapAround(anchor, oldLines, newLines, map);
  const common = { now: gap.now };
  if (fires === 'yes') return { outcome: 'survived', basis: 'rule', why: 'its code was edited and it is still found there', ...common };
  if (isAsBefore(anchor, gap, input)) return { ...place('absent', 'its lines were taken back to what stood there before'), ...common };
  const { kept, total, next } = gap;
  const isThere = next && 2 * kept >= total;
  if (fires === 'no' && (isThere || isMended(anchor, gap.put)))
    return { outcome: 'fixed', basis: 'rule', why: 'it is gone and the code around it is still there', ...common };
  // nobody looked for it again: an edit of just these lines speaks for a fix, one of all around them for churn
  if (isThere && kept === total && isAimed(anchor, gap.put))
    return { ...place('fixed', 'its lines alone were edited, and the code around them is as it was'), ...common };
  if (gap.put.length > 0) return { ...place('rewritten', 'the code around it was rewritten too'), ...common };
  return { ...place('deleted', 'the code around it was deleted too'), ...common };
}

function place(outcome: Classified['outcome'], why: string): Classified {
  return { outcome, basis: 'place', why };
}

type Exact = Extract<Anchor, { state: 'exact' }>;

/** Where the flagged code stands in the new version; undefined when it is gone. */
function presentAt(anchor: Exact, { oldLines, map }: OutcomeInput, newLines: string[]): LineRange | 'copies' | undefined {
  const unchanged = map.range(anchor);
  if (unchanged && normalizeQuote(newLines.slice(unchanged.startLine - 1, unchanged.endLine).join('\n')) === normalizeQuote(anchor.quote))
    return unchanged;
  const drifted = driftAnchor(anchor, oldLines, newLines);
  if (drifted.state === 'exact') return { startLine: drifted.startLine, endLine: drifted.endLine };
  if (drifted.matches === 0) return undefined;
  // one copy fewer, and this one's lines were changed: it is this one that went
  return quotePlaces(anchor.quote, newLines).length < quotePlaces(anchor.quote, oldLines).length ? undefined : 'copies';
}

/** True when a line within reach was changed or removed, or one put in; blank lines, white space and lines that merely moved aside. */
function editedNear({ startLine, endLine }: Exact, oldLines: string[], newLines: string[], map: LineMap): boolean {
  const from = Math.max(1, startLine - reach);
  const to = Math.min(oldLines.length, endLine + reach);
  const again = new Set(newLines.map(normalizeLine));
  const old = new Set(oldLines.map(normalizeLine));
  const below = (line: number): number => (line < 1 ? 0 : line > oldLines.length ? newLines.length + 1 : (map.line(line) ?? -1));
  for (let line = from; line <= to; line++) {
    const text = normalizeLine(oldLines[line - 1]!);
    const at = map.line(line);
    if (at === undefined) {
      // white space alone, or moved as it is
      if (text !== '' && !again.has(text)) return true;
      continue;
    }
    const next = below(line + 1);
    if (next < 0 || line === to) continue;
    if (newLines.slice(at, next - 1).some((put) => put.trim() !== '' && !old.has(normalizeLine(put)))) return true;
  }
  return false;
}

type Gap = {
  /** What stands in the place now; empty (`endLine = startLine - 1`) when nothing does. */
  now: LineRange;
  /** Its lines, without blank ones and without old neighbours that merely stand there still. */
  put: string[];
  /** The nearest kept lines above and below, as the new version has them; undefined at an end of the file. */
  above: string | undefined;
  below: string | undefined;
  /** Of the telling neighbours in its block, up to `reach` a side: how many there were and how many still stand; `next`: one of the two nearest does. */
  total: number;
  kept: number;
  next: boolean;
};

/** Looks at the hole that the flagged lines left: from the nearest line above that is still there to the nearest one below. */
function gapAround({ startLine, endLine }: Exact, oldLines: string[], newLines: string[], map: LineMap): Gap {
  let lower = startLine - 1;
  while (lower >= 1 && map.line(lower) === undefined) lower--;
  let upper = endLine + 1;
  while (upper <= oldLines.length && map.line(upper) === undefined) upper++;
  const from = lower < 1 ? 0 : map.line(lower)!;
  const to = upper > oldLines.length ? newLines.length + 1 : map.line(upper)!;
  const within = newLines.slice(from, Math.max(from, to - 1));
  const open = new Map<string, number>();
  for (const line of within.map(normalizeLine)) open.set(line, (open.get(line) ?? 0) + 1);
  const stands = (line: number): boolean => {
    if (map.line(line) !== undefined) return true;
    const text = normalizeLine(oldLines[line - 1]!);
    const left = open.get(text) ?? 0;
    if (left > 0) open.set(text, left - 1);
    return left > 0;
  };
  const depth = indentOf(oldLines[startLine - 1]!);
  const before = neighbours(oldLines, startLine - 1, -1, depth).map(stands);
  const after = neighbours(oldLines, endLine + 1, 1, depth).map(stands);
  const put: string[] = [];
  for (const line of within.map(normalizeLine)) {
    const left = open.get(line) ?? 0;
    if (line === '' || left === 0) continue;
    open.set(line, left - 1);
    put.push(line);
  }
  return {
    now: { startLine: from + 1, endLine: Math.max(from, to - 1) },
    put,
    above: from >= 1 ? newLines[from - 1] : undefined,
    below: to <= newLines.length ? newLines[to - 1] : undefined,
    total: before.length + after.length,
    kept: [...before, ...after].filter(Boolean).length,
    next: before[0] === true || after[0] === true,
  };
}

/** The nearest lines of the block that say something (a lone bracket stands everywhere), by their numbers. Its header is the last one above. */
function neighbours(lines: string[], from: number, step: 1 | -1, depth: number): number[] {
  const found: number[] = [];
  for (let at = from; at >= 1 && at <= lines.length && found.length < reach; at += step) {
    const line = lines[at - 1]!;
    if (line.trim() === '') continue;
    const outside = indentOf(line) < depth;
    if (outside && step === 1) break;
    if (/\w{2}/.test(line)) found.push(at);
    if (outside) break;
  }
  return found;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** An edited line is the flagged one mended from this similarity on (0..1, see `similarity`). */
const mendedFrom = 0.5;

function isMended({ quote }: Exact, put: string[]): boolean {
  const lines = normalizeQuote(quote).split('\n');
  return put.some((line) => lines.some((l) => similarity(line, l) >= mendedFrom));
}

/** True when the lines were taken out, or others were put in that are no more than a few and still look like them. */
function isAimed(anchor: Exact, put: string[]): boolean {
  return put.length === 0 || (put.length <= anchor.endLine - anchor.startLine + 1 + reach && isMended(anchor, put));
}

/** True when what stands in the place is what stood there before the change: somebody took back just these lines. */
function isAsBefore({ quote }: Exact, { put, above, below }: Gap, { before, committed = true }: OutcomeInput): boolean {
  if (!before) return false;
  const known = new Set(before.map(normalizeLine));
  // code that stood there before the change as well was not brought by it
  if (
    normalizeQuote(quote)
      .split('\n')
      .every((line) => known.has(line))
  )
    return false;
  const stood = (lines: (string | undefined)[]): boolean =>
    lines.every((line) => line !== undefined) && quotePlaces(lines.join('\n'), before).length > 0;
  if (put.length === 0) return !committed && stood([above, below]);
  if (stood([above, ...put]) || stood([...put, below])) return true;
  const text = put.join('\n');
  return stood(put) && (text.match(/[\p{L}\p{N}]/gu) ?? []).length >= 16;
}
