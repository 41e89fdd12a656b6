/** The part of the past that tells which findings' fate is still open: small, so that looking it up does not cost a reading of all that dreams keep. */
import type { LedgerMark } from '../transcript/transcript-store.js';
import type { EpisodeCache } from './episode.js';
import type { Past } from './past.js';

export type RecentPast = {
  /** Ids of the newest reviews that are folded in, at most `newestReviews`, oldest first. */
  reviews: string[];
  /** Up to where each ledger is folded in. */
  marks: Map<string, LedgerMark>;
  /** Fingerprints of findings that people dismissed, or that came to an end already. */
  ended: Set<string>;
};

/** A dream looks up the fate of the findings of so many reviews, so that it costs the same however many there are. */
export const newestReviews = 80;

const key = 'recent past 1';

type Stored = { v: 1; reviews: string[]; marks: [string, LedgerMark][]; ended: string };

/** Undefined when there is none that can be used. */
export async function loadRecent(cache: EpisodeCache): Promise<RecentPast | undefined> {
  const value = await cache.get(key).catch(() => undefined);
  if (!isStored(value)) return undefined;
  return { reviews: value.reviews, marks: new Map(value.marks), ended: new Set(value.ended.split('\n')) };
}

export async function keepRecent(cache: EpisodeCache, { known, marks, voices }: Past): Promise<void> {
  const ended: string[] = [];
  for (const [fingerprint, { person, outcome }] of voices) {
    if (person?.observation?.verdict === 'rejected' || (outcome && outcome.observation?.verdict !== 'rejected')) ended.push(fingerprint);
  }
  const stored: Stored = { v: 1, reviews: known.newest('r-', newestReviews), marks: [...marks], ended: ended.join('\n') };
  await cache.put(key, stored);
}

/** The id of the transcript with this key or file name. */
export function idOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1, file.lastIndexOf('.'));
}

/** The cache keeps a checksum: what it gives is what was put. Only the version has to be looked at. */
function isStored(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null && 'v' in value && value.v === 1 && 'ended' in value;
}
