/** The files of the shown review as its transcript keeps them: which blobs it compared. */
import type { ChangedFile } from '../core/changes/change-set.js';
import type { RepoSession } from './repo-session.js';

/** Empty before the first review, and for one whose transcript is not there any more. */
export async function reviewedFiles({ report, reverie, transcripts }: RepoSession): Promise<ChangedFile[]> {
  if (!report || !(await transcripts.get()).some((t) => t.id === report.review.id)) return [];
  const { events } = await reverie.transcript(report.review.id);
  return events.flatMap((e) => (e.type === 'change-set' ? e.files : []));
}
