/** Identity: which candidate of this review is which finding of earlier ones, whatever moved in between. */
import { normalizeQuote } from '../changes/quote.js';
import { codeOfQuote } from '../changes/quote-places.js';
import type { Hasher } from '../ports.js';
import { assign } from './assign.js';
import type { Candidate, FindingStatus } from './finding.js';
import { isFixed, type KnownFinding } from './known-finding.js';
import { matchFindings, matchRest } from './match-findings.js';

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
  /** Redacted lines of the new side of a path, where they are at hand: they tell copies of the same code apart. */
  lines?: (path: string) => string[] | undefined;
  hash: Pick<Hasher, 'sha256'>;
  /** Fingerprints that other findings have, besides those of `known`. */
  taken?: (fingerprint: string) => boolean;
};

/**
 * Gives every candidate a fingerprint and a status. A known finding is matched at most once, so that the matches are best in sum: the same
 * code in the same file (renames followed), then the same code in another file when its old file is gone, then edited code in the same place.
 * A dismissed finding stays dismissed while its code is the same and reappears when it changed; a fixed one that is back reappears.
 */
export function identify({ candidates, known, renames, gone, lines, hash, taken }: IdentityInput): Identified[] {
  const rows = [...known]
    .sort(([a], [b]) => compare(a, b))
    .map(([fingerprint, { last }]) => {
      const { anchor } = last.finding;
      const path = renames.get(anchor.path) ?? anchor.path;
      return { fingerprint, speaker: speakerOf(last.finding), path, anchor, gone: gone(anchor.path) };
    });
  const spoken = candidates.map((candidate) => ({ ...candidate, speaker: speakerOf(candidate) }));
  const pairs = matchFindings(spoken, rows, lines ?? (() => undefined));
  const best = assign(pairs);
  const edited = new Map(pairs.filter((pair) => pair.edited).map((pair) => [`${pair.left}\0${pair.right}`, true]));
  const matched = new Map([...best, ...matchRest(spoken, rows, best)].map((pair) => [pair.left, pair.right]));
  const fresh = freshFingerprints((fingerprint) => known.has(fingerprint) || taken?.(fingerprint) === true, hash);
  return candidates.map((candidate, index) => {
    const right = matched.get(index);
    if (right !== undefined) {
      const { fingerprint } = rows[right]!;
      return { candidate, fingerprint, status: statusOf(known.get(fingerprint), candidate, edited.has(`${index}\0${right}`)) };
    }
    const fingerprint = fresh(candidate);
    return { candidate, fingerprint, status: 'new' };
  });
}

/** What the same finding has in common everywhere: who says it. */
export function speakerOf(candidate: Pick<Candidate, 'rule' | 'source' | 'title'>): string {
  return candidate.rule ?? `${candidate.source.name}: ${candidate.title}`;
}

function statusOf(before: KnownFinding | undefined, { anchor }: Candidate, edited: boolean): Identified['status'] {
  // the code that was dismissed, whatever it read on another branch meanwhile
  if (before?.dismissedAs?.includes(codeOfQuote(anchor.quote ?? ''))) return 'dismissed';
  if (before?.verdict?.verdict === 'dismiss') return edited ? 'reappeared' : 'dismissed';
  return before && isFixed(before) ? 'reappeared' : 'open';
}

/** Equal findings are numbered; what is known keeps its number. */
function freshFingerprints(isTaken: (fingerprint: string) => boolean, hash: Pick<Hasher, 'sha256'>): (candidate: Candidate) => string {
  const next = new Map<string, number>();
  return (candidate) => {
    const { anchor } = candidate;
    const parts = [speakerOf(candidate), anchor.path, anchor.symbol ?? '', normalizeQuote(anchor.quote ?? '')].join('\0');
    for (let occurrence = next.get(parts) ?? 0; ; occurrence++) {
      const fingerprint = hash.sha256(`${parts}\0${occurrence}`).slice(0, 16);
      next.set(parts, occurrence + 1);
      if (!isTaken(fingerprint)) return fingerprint;
    }
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
