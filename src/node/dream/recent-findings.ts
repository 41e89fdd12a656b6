/** The findings whose fate a dream looks up: those of the newest reviews, so that it costs the same however many there are. Reviews follow the older ones. */
import type { ReadSoFar } from '../../core/dream/experience.js';
import { type KnownFinding, knownFindings, type KnownSighting, mergeSightings, sightingsOf } from '../../core/review/known-finding.js';
import type { Ledger, TranscriptStore } from '../../core/transcript/transcript-store.js';

/** A dream looks up the fate of the findings of so many reviews. */
export const newestReviews = 80;

export type RecentFindingsDeps = {
  transcripts: Pick<TranscriptStore, 'find' | 'read'>;
  ledger: Pick<Ledger, 'read'>;
};

/** By fingerprint, without those that people dismissed or that came to an end already. */
export async function recentFindings(
  { transcripts, ledger }: RecentFindingsDeps,
  { past, entries }: ReadSoFar,
): Promise<Map<string, KnownFinding>> {
  const fresh = entries.filter(({ id }) => id.startsWith(prefix));
  const older = await transcripts.find(past.known.newest(prefix, newestReviews));
  const newest = [...older, ...fresh].sort((a, b) => (a.id < b.id ? -1 : 1)).slice(-newestReviews);
  const sightings = new Map<string, KnownSighting>();
  for (const entry of newest) mergeSightings(sightings, sightingsOf((await transcripts.read(entry)).events));
  const { lines } = await ledger.read({ after: past.marks });
  // where nobody has dreamt before, these are all lines that there are
  const events = lines.flatMap(({ event }) => ('fingerprint' in event && sightings.has(event.fingerprint) ? [event] : []));
  const known = knownFindings(sightings, events);
  for (const [fingerprint, { person, outcome }] of past.voices) {
    if (person?.observation?.verdict === 'rejected' || (outcome && outcome.observation?.verdict !== 'rejected')) known.delete(fingerprint);
  }
  return known;
}

const prefix = 'r-';
