/** Finds the fingerprint of a finding by the id it had in some earlier review. */
import type { TranscriptStore } from '../../core/transcript/transcript-store.js';

/** The shortest beginning of an id that is looked for: ids share their first characters with all of the same minutes. */
const shortest = 14;

/** Newest reviews first; undefined when no transcript that can be read has such an id. Reads transcripts: only for ids that the index does not know. */
export async function fingerprintOfId(transcripts: TranscriptStore, wanted: string): Promise<string | undefined> {
  if (!wanted.startsWith('f-') || wanted.length < shortest) return undefined;
  const reviews = (await transcripts.list()).filter((entry) => entry.id.startsWith('r-'));
  for (const entry of reviews.reverse()) {
    for (const event of (await transcripts.read(entry)).events) {
      if (event.type !== 'finding' && event.type !== 'held-back') continue;
      const finding = event.type === 'finding' ? event.finding : event.held.finding;
      if (finding.id.startsWith(wanted)) return finding.fingerprint;
    }
  }
  return undefined;
}
