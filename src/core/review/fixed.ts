/** Which open findings are fixed: the flagged code is gone, the code around it is still there and still part of the change. */
import { addedLines } from '../changes/added-lines.js';
import type { Anchor } from '../changes/anchor.js';
import type { ChangeSet, LineRange, Scope } from '../changes/change-set.js';
import { placeAnchor } from '../changes/place-anchor.js';
import { normalizeLine, normalizeQuote, similarity } from '../changes/quote.js';
import type { KnownFinding } from './known-finding.js';

export type FixedInput = {
  known: Map<string, KnownFinding>;
  /** Fingerprints that this review found again. */
  seen: Set<string>;
  changes: ChangeSet;
  /** Old path → new path. */
  renames: Map<string, string>;
  /** Paths whose every hunk was reviewed. */
  reviewed: Set<string>;
  /** Redacted lines of the new side of a file; undefined when it cannot be read. */
  lines: (path: string) => Promise<string[] | undefined>;
  /** Redacted lines of the file of that path as a blob has them; undefined when it cannot be read. */
  linesOfBlob?: (path: string, blob: string) => Promise<string[] | undefined>;
  isAncestor: (ancestor: string, descendant: string) => Promise<boolean>;
};

/**
 * The known findings that this review shows to be fixed. A branch switch, stash, reset or revert makes a finding absent, never fixed:
 * HEAD must descend from the HEAD that saw it, and the place must still be inside the change.
 */
export async function fixedFindings(input: FixedInput): Promise<KnownFinding[]> {
  const fixed: KnownFinding[] = [];
  const descends = new Map<string, boolean>();
  for (const [fingerprint, finding] of input.known) {
    if (input.seen.has(fingerprint) || scopeKey(finding.last.scope) !== scopeKey(input.changes.scope)) continue;
    if (await wasFixedBefore(finding, input)) fixed.push(finding);
    if (!isOpen(finding)) continue;
    const path = input.renames.get(finding.last.finding.anchor.path) ?? finding.last.finding.anchor.path;
    if (!input.reviewed.has(path)) continue;
    const head = finding.last.headCommit;
    if (head !== undefined) {
      const current = input.changes.headCommit;
      if (!descends.has(head)) descends.set(head, current !== undefined && (head === current || (await input.isAncestor(head, current))));
      if (!descends.get(head)) continue;
    }
    if (await isGoneInPlace(finding, path, input)) fixed.push(finding);
  }
  return fixed;
}

/** True when a commit since the last sighting has fixed it: the first review after that says so. */
async function wasFixedBefore({ last, verdict, outcome }: KnownFinding, { changes, isAncestor }: FixedInput): Promise<boolean> {
  if (outcome?.outcome !== 'fixed' || last.finding.status === 'fixed' || verdict?.verdict === 'dismiss') return false;
  const { head } = outcome;
  return (
    head !== undefined && changes.headCommit !== undefined && (head === changes.headCommit || (await isAncestor(head, changes.headCommit)))
  );
}

/** True when nothing has settled the finding yet: it was shown, and neither dismissed nor has an outcome ended it. */
export function isOpen({ last, verdict, outcome }: KnownFinding): boolean {
  const { heldBackBy, ignored, finding } = last;
  return (
    heldBackBy === undefined &&
    ignored === undefined &&
    finding.status !== 'fixed' &&
    verdict?.verdict !== 'dismiss' &&
    outcome === undefined
  );
}

/** An edited line is the flagged one mended from this similarity on (0..1, see `similarity`). */
const mendedFrom = 0.5;

async function isGoneInPlace({ last }: KnownFinding, path: string, input: FixedInput): Promise<boolean> {
  const lines = await input.lines(path);
  if (!lines) return false;
  const file = input.changes.files.find((f) => f.path === path);
  const before = async (): Promise<string[] | undefined> =>
    last.oldBlob !== undefined && input.linesOfBlob ? input.linesOfBlob(path, last.oldBlob) : undefined;
  return goneInPlace(last.finding.anchor, { lines, added: addedLines(file ?? { hunks: [] }), before });
}

export type GoneInput = {
  /** The later version, redacted, without endings. */
  lines: string[];
  /** The lines of it that belong to the change. */
  added: LineRange[];
  /** The file before the change; undefined when no blob tells. */
  before: () => Promise<string[] | undefined>;
};

/**
 * True when the flagged code is gone while the change that brought it is still there: a next line that the change added still stands, or
 * the flagged line was edited where it stood. After a revert, a reset or a stash neither is so, whatever else is edited nearby. Needs no more
 * of the earlier version than its anchor: uncommitted work is in no blob.
 */
export async function goneInPlace(anchor: Anchor, { lines, added, before }: GoneInput): Promise<boolean> {
  if (anchor.quote === undefined || !anchor.context) return false;
  const placed = placeAnchor(anchor, lines);
  if (placed.state === 'exact' || placed.matches > 0) return false;
  const ours = new Set(added.flatMap((range) => numbers(range)));
  const around = new Set([...anchor.context.before, ...anchor.context.after].filter(isTelling));
  const still = lines.flatMap((line, index) => (around.has(line.trim()) ? [index + 1] : []));
  const next = new Set([anchor.context.before[0], anchor.context.after[0]]);
  const quote = normalizeQuote(anchor.quote);
  const nearby = [...ours].filter((line) => still.some((s) => Math.abs(s - line) <= anchorReach));
  const mended = nearby.filter((line) => similarity(normalizeQuote(lines[line - 1] ?? ''), quote) >= mendedFrom);
  const kept = still.filter((line) => ours.has(line) && next.has(lines[line - 1]?.trim()));
  if (kept.length === 0 && mended.length === 0) return false;
  const old = await before();
  return !old || !isAsBefore(anchor, lines, { kept, mended }, old);
}

/** True when what stands in the place of the flagged code is what stood there before the change: somebody took back just these lines. */
function isAsBefore(anchor: Anchor, lines: string[], { kept, mended }: { kept: number[]; mended: number[] }, old: string[]): boolean {
  const before = new Set(old.map(normalizeLine));
  const quoted = normalizeQuote(anchor.quote ?? '').split('\n');
  // code that stood there before the change as well was not brought by it
  if (quoted.every((line) => before.has(line))) return false;
  const known = new Set([...(anchor.context?.before ?? []), ...(anchor.context?.after ?? [])].map(normalizeLine));
  const inPlace = new Set(mended);
  for (const line of kept) {
    for (const step of [1, -1]) {
      for (let at = line + step; Math.abs(at - line) <= quoted.length; at += step) {
        const text = normalizeLine(lines[at - 1] ?? '');
        if (text === '' || known.has(text)) break;
        inPlace.add(at);
      }
    }
  }
  return inPlace.size > 0 && [...inPlace].every((at) => before.has(normalizeLine(lines[at - 1] ?? '')));
}

/** Anchors keep up to three lines a side. */
const anchorReach = 3;

/** A lone bracket stands everywhere and tells nothing. */
function isTelling(line: string): boolean {
  return /\w{2}/.test(line);
}

function numbers({ startLine, endLine }: LineRange): number[] {
  return Array.from({ length: endLine - startLine + 1 }, (_, i) => startLine + i);
}

/** Two reviews see the same side of the code only when their scopes are the same. */
function scopeKey(scope: Scope): string {
  return JSON.stringify(Object.entries(scope).sort(([a], [b]) => (a < b ? -1 : 1)));
}
