/** The findings whose fate a dream looks up: those of the newest reviews, so that it costs the same however many there are. Reviews follow the older ones. */
import type { EpisodeCache } from '../../core/dream/episode.js';
import { loadPast, noPast, type Past } from '../../core/dream/past.js';
import { type KnownFinding, knownFindings, type KnownSighting, mergeSightings, sightingsOf } from '../../core/review/known-finding.js';
import type { Ledger, TranscriptStore } from '../../core/transcript/transcript-store.js';

const newestReviews = 80;

export type RecentFindingsDeps = {
  transcripts: Pick<TranscriptStore, 'list' | 'read'>;
  ledger: Pick<Ledger, 'read'>;
  cache: EpisodeCache;
};

/** By fingerprint, without those that people dismissed or that came to an end already. */
export async function recentFindings({ transcripts, ledger, cache }: RecentFindingsDeps): Promise<{ known: Map<string, KnownFinding> }> {
  const past = (await loadPast(cache)) ?? noPast();
  const newest = new Set([...past.known].filter(isReview).sort(byId).slice(-newestReviews));
  const entries = await transcripts.list({ skip: (key) => !isReview(key) || (past.known.has(key) && !newest.has(key)) });
  const sightings = new Map<string, KnownSighting>();
  for (const entry of entries.slice(-newestReviews)) mergeSightings(sightings, sightingsOf((await transcripts.read(entry)).events));
  const { lines } = await ledger.read({ after: past.marks });
  const known = knownFindings(
    sightings,
    lines.map((line) => line.event),
  );
  for (const fingerprint of known.keys()) if (hasEnded(past, fingerprint)) known.delete(fingerprint);
  return { known };
}

function hasEnded({ voices }: Past, fingerprint: string): boolean {
  const { person, outcome } = voices.get(fingerprint) ?? {};
  return person?.observation?.verdict === 'rejected' || (outcome !== undefined && outcome.observation?.verdict !== 'rejected');
}

function isReview(key: string): boolean {
  return nameOf(key).startsWith('r-');
}

function byId(a: string, b: string): number {
  return nameOf(a) < nameOf(b) ? -1 : 1;
}

function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
