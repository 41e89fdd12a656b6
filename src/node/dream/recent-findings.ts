/** The findings whose fate a dream looks up: those of the newest reviews, so that it costs the same however many there are. Reviews follow the older ones. */
import type { EpisodeCache } from '../../core/dream/episode.js';
import { loadRecent, newestReviews } from '../../core/dream/recent-past.js';
import { type KnownFinding, knownFindings, type KnownSighting, mergeSightings, sightingsOf } from '../../core/review/known-finding.js';
import type { Ledger, TranscriptStore } from '../../core/transcript/transcript-store.js';

export type RecentFindingsDeps = {
  transcripts: Pick<TranscriptStore, 'list' | 'read'>;
  ledger: Pick<Ledger, 'read'>;
  cache: EpisodeCache;
};

/** By fingerprint, without those that people dismissed or that came to an end already. */
export async function recentFindings({ transcripts, ledger, cache }: RecentFindingsDeps): Promise<{ known: Map<string, KnownFinding> }> {
  const recent = await loadRecent(cache);
  // what is older than so many others is not among the newest, whether it was read before or not
  const since = recent && recent.reviews.length >= newestReviews ? (recent.reviews[0] ?? '') : '';
  const entries = await transcripts.list({
    skip: (id) => !id.startsWith('r-') || id < since,
  });
  const sightings = new Map<string, KnownSighting>();
  for (const entry of entries.slice(-newestReviews)) mergeSightings(sightings, sightingsOf((await transcripts.read(entry)).events));
  const { lines } = await ledger.read(recent ? { after: recent.marks } : {});
  const known = knownFindings(
    sightings,
    lines.map((line) => line.event),
  );
  for (const fingerprint of recent?.ended ?? []) known.delete(fingerprint);
  return { known };
}
