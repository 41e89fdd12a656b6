/** The numbers of the overview, counted from transcripts, the newest report and the dream journal. */
import type { DreamReport } from '../core/dream/dream-report.js';
import type { ReviewReport } from '../core/review/review-report.js';
import type { TranscriptRecord } from '../core/transcript/transcript-store.js';
import type { DreamFigures, ReviewFigures } from '../protocol/overview.js';
import { dreamTitle } from './dreams-tree.js';
import { describeScope } from './words.js';

/**
 * A finding counts as dismissed when the newest thing known of it says so: a later review saw it dismissed, or the newest report does.
 * Records that are not reviews are passed over. Oldest first.
 */
export function reviewFigures(records: readonly TranscriptRecord[], latest: ReviewReport | undefined): ReviewFigures[] {
  const status = new Map<string, string>();
  const ordered = records.toSorted((a, b) => ((a.events[0]?.at ?? '') < (b.events[0]?.at ?? '') ? -1 : 1));
  for (const { events } of ordered) for (const e of events) if (e.type === 'finding') status.set(e.finding.fingerprint, e.finding.status);
  for (const finding of latest?.findings ?? []) status.set(finding.fingerprint, finding.status);
  return ordered.flatMap(({ id, events }) => {
    const started = events.find((e) => e.type === 'started');
    if (started?.kind !== 'review') return [];
    const shown = events.flatMap((e) =>
      e.type === 'finding' && e.finding.status !== 'fixed' && e.finding.status !== 'dismissed' ? [e.finding] : [],
    );
    return [
      {
        id,
        at: started.at,
        scope: describeScope(started.scope),
        shown: shown.length,
        dismissed: shown.filter((f) => status.get(f.fingerprint) === 'dismissed').length,
        heldBack: events.filter((e) => e.type === 'held-back').length,
      },
    ];
  });
}

export function dreamFigures(journal: readonly DreamReport[]): DreamFigures[] {
  return journal
    .map((report) => ({
      id: report.dream,
      at: report.startedAt,
      trigger: report.trigger,
      outcome: dreamTitle(report),
      applied: report.operations.filter((o) => o.decision === 'apply' || o.decision === 'trial').length,
      waiting: report.operations.filter((o) => o.decision === 'wait').length,
    }))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
}
