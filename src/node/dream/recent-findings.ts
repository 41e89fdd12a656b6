/** The findings whose fate a dream looks up: those of the newest reviews, so that it costs the same however many there are. Reviews follow the older ones. */
import type { ReadAhead } from '../../core/dream/experience.js';
import { type KnownFinding, knownFindings, type KnownSighting, mergeSightings, sightingsOf } from '../../core/review/known-finding.js';
import type { Ledger, TranscriptStore } from '../../core/transcript/transcript-store.js';

/** A dream looks up the fate of the findings of so many reviews. */
export const newestReviews = 80;

export type RecentFindingsDeps = {
  transcripts: Pick<TranscriptStore, 'list' | 'find' | 'read'>;
  ledger: Pick<Ledger, 'read'>;
};

/** By fingerprint, without those that people dismissed or that came to an end already. `ahead` is what the dream has read of its past: it is left as it is. */
export async function recentFindings({ transcripts, ledger }: RecentFindingsDeps, ahead: ReadAhead): Promise<Map<string, KnownFinding>> {
  const { past, listed } = (await ahead) ?? {};
  const fresh = (listed?.entries ?? (await transcripts.list())).filter(isReview);
  const older = await transcripts.find(past?.known.newest(prefix, newestReviews) ?? []);
  const entries = [...older, ...fresh].sort((a, b) => (a.id < b.id ? -1 : 1)).slice(-newestReviews);
  const sightings = new Map<string, KnownSighting>();
  for (const entry of entries) mergeSightings(sightings, sightingsOf((await transcripts.read(entry)).events));
  const { lines } = await ledger.read(past ? { after: past.marks } : {});
  const known = knownFindings(
    sightings,
    lines.map((line) => line.event),
  );
  for (const [fingerprint, { person, outcome }] of past?.voices ?? []) {
    if (person?.observation?.verdict === 'rejected' || (outcome && outcome.observation?.verdict !== 'rejected')) known.delete(fingerprint);
  }
  return known;
}

const prefix = 'r-';

function isReview({ id }: { id: string }): boolean {
  return id.startsWith(prefix);
}
