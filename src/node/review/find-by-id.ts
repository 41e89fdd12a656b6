/** Finds the fingerprint of a finding by the id it had in some earlier review. */
import { HumanError } from '../../core/human-error.js';
import type { TranscriptStore } from '../../core/transcript/transcript-store.js';

/** The shortest beginning of an id that is looked for: ids share their first characters with all of the same minutes. */
const shortest = 14;

/**
 * Undefined when no transcript that can be read has such an id. Throws a HumanError when the beginning of an id fits several findings.
 * Reads transcripts, newest first and until the whole id is met: only for ids that the index does not know.
 */
export async function fingerprintOfId(transcripts: TranscriptStore, wanted: string): Promise<string | undefined> {
  if (!wanted.startsWith('f-') || wanted.length < shortest) return undefined;
  const reviews = (await transcripts.list()).filter((entry) => entry.id.startsWith('r-'));
  // the same finding in several reviews is one finding
  const matches = new Map<string, string>();
  for (const entry of reviews.reverse()) {
    for (const event of (await transcripts.read(entry)).events) {
      if (event.type !== 'finding' && event.type !== 'held-back') continue;
      const { id, fingerprint, title, anchor } = event.type === 'finding' ? event.finding : event.held.finding;
      if (id === wanted) return fingerprint;
      if (id.startsWith(wanted) && !matches.has(fingerprint)) matches.set(fingerprint, `${id} (${title}, ${anchor.path})`);
    }
  }
  if (matches.size > 1) {
    const some = [...matches.values()].slice(0, 5).join('; ');
    throw new HumanError(`“${wanted}” is the beginning of ${matches.size} findings: ${some}`, { next: 'Give more characters' });
  }
  return matches.keys().next().value;
}
