/** The engine's calls that read the records: the latest review, transcripts, the audit. */
import { isDeepStrictEqual } from 'node:util';
import { foldLook } from '../core/review/fold-look.js';
import { HumanError } from '../core/human-error.js';
import { reportFromTranscript } from '../core/review/report-from-transcript.js';
import type { ReviewReport } from '../core/review/review-report.js';
import type { Reverie } from '../core/reverie.js';
import type { TranscriptStore } from '../core/transcript/transcript-store.js';
import type { FindingIndex } from './review/finding-index.js';

/** Looks at single files since the last review of the whole scope; more than that are read no further back. */
const mostLooks = 50;

type TranscriptDeps = { transcripts: TranscriptStore; index: FindingIndex; audit: Reverie['audit'] };

export function transcriptCalls({
  transcripts,
  index,
  audit,
}: TranscriptDeps): Pick<Reverie, 'latestReview' | 'transcripts' | 'transcript' | 'audit'> {
  return {
    async latestReview() {
      const [entries, { known }] = await Promise.all([transcripts.list(), index.read()]);
      const looks: { report: ReviewReport; paths: string[] }[] = [];
      for (const entry of entries.filter((e) => e.id.startsWith('r-')).reverse()) {
        const record = await transcripts.read(entry);
        const report = reportFromTranscript(record, known);
        if (!report) continue;
        const [started] = record.events;
        const paths = started?.type === 'started' && started.kind === 'review' ? (started.paths ?? []) : [];
        const newest = looks[0]?.report;
        // a look at some files belongs to the review of the same scope before it
        if (newest && !isDeepStrictEqual(newest.review.scope, report.review.scope)) return newest;
        if (paths.length === 0) return looks.reduceRight((before, look) => foldLook(before, look.report, look.paths), report);
        // one that was cut off has seen less than was seen before
        if (report.review.state === 'done' || looks.length === 0) looks.push({ report, paths });
        if (looks.length === mostLooks) break;
      }
      return looks[0]?.report;
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
