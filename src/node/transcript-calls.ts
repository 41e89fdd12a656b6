/** The engine's calls that read the records: the latest review, transcripts, the audit. */
import { HumanError } from '../core/human-error.js';
import { reportFromTranscript } from '../core/review/report-from-transcript.js';
import type { Reverie } from '../core/reverie.js';
import type { TranscriptStore } from '../core/transcript/transcript-store.js';
import type { FindingIndex } from './review/finding-index.js';

type TranscriptDeps = { transcripts: TranscriptStore; index: FindingIndex; audit: Reverie['audit'] };

export function transcriptCalls({
  transcripts,
  index,
  audit,
}: TranscriptDeps): Pick<Reverie, 'latestReview' | 'transcripts' | 'transcript' | 'audit'> {
  return {
    async latestReview() {
      const [entries, { known }] = await Promise.all([transcripts.list(), index.read()]);
      for (const entry of entries.filter((e) => e.id.startsWith('r-')).reverse()) {
        const report = reportFromTranscript(await transcripts.read(entry), known);
        if (report) return report;
      }
      return undefined;
    },
    transcripts: () => transcripts.list(),
    async transcript(id) {
      const entries = (await transcripts.list()).filter((e) => e.id === id || (id.length >= 4 && e.id.startsWith(id)));
      const [entry, ...others] = entries;
      if (!entry) throw new HumanError(`No transcript is known as “${id}”`, { next: 'Run reverie transcripts list' });
      if (others.length > 0) {
        throw new HumanError(`“${id}” is the beginning of ${entries.length} transcripts: ${entries.map((e) => e.id).join(', ')}`, {
          next: 'Give more characters',
        });
      }
      return transcripts.read(entry);
    },
    audit,
  };
}
