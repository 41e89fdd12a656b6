/** Identity: which candidate of this review is which finding of earlier ones, whatever moved in between. */
import type { Anchor, AnchorContext } from '../changes/anchor.js';
import { normalizeQuote, similarity } from '../changes/quote.js';
import type { Hasher } from '../ports.js';
import type { Candidate, FindingStatus } from './finding.js';
import type { KnownFinding } from './known-finding.js';

export type Identified = {
  candidate: Candidate;
  fingerprint: string;
  status: Exclude<FindingStatus, 'fixed'>;
};

export type IdentityInput = {
  candidates: Candidate[];
  known: Map<string, KnownFinding>;
  /** Old path → new path of files that this change set renames. */
  renames: Map<string, string>;
  /** True when the path no longer exists on the new side: its findings may have moved elsewhere. */
  gone: (path: string) => boolean;
  hash: Pick<Hasher, 'sha256'>;
};

/** An edited line is the same finding from this similarity on (0..1, see `similarity`). */
const editedFrom = 0.6;

/**
 * Gives every candidate a fingerprint and a status. A known finding is matched at most once, best matches first: the same code in the same
 * file (renames followed), then the same code in another file when its old file is gone, then edited code in the same place.
 * A dismissed finding stays dismissed while its code is the same and reappears when it changed; a fixed one that is back reappears.
 */
export function identify({ candidates, known, renames, gone, hash }: IdentityInput): Identified[] {
  const pairs = matchingPairs(candidates, known, renames, gone);
  pairs.sort((a, b) => b.score - a.score || a.candidate - b.candidate || compare(a.fingerprint, b.fingerprint));
  const matched = new Map<number, Pair>();
  const taken = new Set<string>();
  for (const pair of pairs) {
    if (matched.has(pair.candidate) || taken.has(pair.fingerprint)) continue;
    matched.set(pair.candidate, pair);
    taken.add(pair.fingerprint);
  }
  return candidates.map((candidate, index) => {
    const pair = matched.get(index);
    if (pair) return { candidate, fingerprint: pair.fingerprint, status: statusOf(pair, known) };
    const fingerprint = freshFingerprint(candidate, (f) => known.has(f) || taken.has(f), hash);
    taken.add(fingerprint);
    return { candidate, fingerprint, status: 'new' };
  });
}

/** What the same finding has in common everywhere: who says it. */
export function speakerOf(candidate: Pick<Candidate, 'rule' | 'source' | 'title'>): string {
  return candidate.rule ?? `${candidate.source.name}: ${candidate.title}`;
}

type Pair = { candidate: number; fingerprint: string; score: number; edited: boolean };

function matchingPairs(
  candidates: Candidate[],
  known: Map<string, KnownFinding>,
  renames: Map<string, string>,
  gone: (path: string) => boolean,
): Pair[] {
  const here = new Map<string, KnownRow[]>();
  const moved = new Map<string, KnownRow[]>();
  for (const [fingerprint, { last }] of known) {
    const { anchor } = last.finding;
    const row = { fingerprint, before: anchor, quote: normalizeQuote(anchor.quote ?? '') };
    const speaker = speakerOf(last.finding);
    const path = renames.get(anchor.path) ?? anchor.path;
    addTo(here, `${speaker}\0${path}`, row);
    if (gone(anchor.path)) addTo(moved, `${speaker}\0${row.quote}`, row);
  }
  const pairs: Pair[] = [];
  for (const [index, { anchor, ...candidate }] of candidates.entries()) {
    const quote = normalizeQuote(anchor.quote ?? '');
    const speaker = speakerOf(candidate);
    for (const row of here.get(`${speaker}\0${anchor.path}`) ?? []) {
      const near = locality(row.before, anchor);
      const pair = { candidate: index, fingerprint: row.fingerprint };
      if (row.quote === quote) {
        if (near >= 0.25) pairs.push({ ...pair, score: 100 + near + closeness(row.before, anchor), edited: false });
      } else if (near >= 0.5) {
        const same = similarity(row.quote, quote);
        if (same >= editedFrom) pairs.push({ ...pair, score: 60 + same + near, edited: true });
      }
    }
    for (const row of moved.get(`${speaker}\0${quote}`) ?? []) {
      const near = locality(row.before, anchor);
      if (near >= 0.5) pairs.push({ candidate: index, fingerprint: row.fingerprint, score: 80 + near, edited: false });
    }
  }
  return pairs;
}

/** A known finding as candidates are compared with it. */
type KnownRow = { fingerprint: string; before: Anchor; quote: string };

function addTo(rows: Map<string, KnownRow[]>, key: string, row: KnownRow): void {
  const there = rows.get(key);
  if (there) there.push(row);
  else rows.set(key, [row]);
}

function statusOf(pair: Pair, known: Map<string, KnownFinding>): Identified['status'] {
  const before = known.get(pair.fingerprint);
  if (before?.verdict?.verdict === 'dismiss') return pair.edited ? 'reappeared' : 'dismissed';
  return before?.last.finding.status === 'fixed' ? 'reappeared' : 'open';
}

/** 0..1: how much two anchors share of symbol and surrounding lines. The same symbol alone (or none on both sides) is worth a half. */
function locality(a: Anchor, b: Anchor): number {
  const symbol = a.symbol === b.symbol ? 0.5 : 0;
  return symbol + 0.5 * contextOverlap(a.context, b.context);
}

/** Below 0.1: of two equally good places the nearer one. */
function closeness(a: Anchor, b: Anchor): number {
  if (a.state !== 'exact' || b.state !== 'exact') return 0;
  return 0.1 / (1 + Math.abs(a.startLine - b.startLine));
}

function contextOverlap(a: AnchorContext | undefined, b: AnchorContext | undefined): number {
  const left = [...(a?.before ?? []), ...(a?.after ?? [])];
  const right = new Set([...(b?.before ?? []), ...(b?.after ?? [])]);
  if (left.length === 0 && right.size === 0) return 1;
  if (left.length === 0 || right.size === 0) return 0;
  return left.filter((line) => right.has(line)).length / Math.max(left.length, right.size);
}

function freshFingerprint(candidate: Candidate, taken: (fingerprint: string) => boolean, hash: Pick<Hasher, 'sha256'>): string {
  const { anchor } = candidate;
  const parts = [speakerOf(candidate), anchor.path, anchor.symbol ?? '', normalizeQuote(anchor.quote ?? '')];
  for (let occurrence = 0; ; occurrence++) {
    const fingerprint = hash.sha256([...parts, occurrence].join('\0')).slice(0, 16);
    if (!taken(fingerprint)) return fingerprint;
  }
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
