/** The dream journal: every dream that started, whatever became of it. */
import { reportOf } from './dream-digest.js';
import type { DreamReport } from './dream-report.js';
import { digestTranscripts, type DigestDeps } from './episode.js';

/** Ids of dreams begin with it, so that the journal opens no review's transcript. */
export const dreamIdPrefix = 'd';

/** Newest first: skips and failures included, a dream that was cut off as failed. One that still runs is not in it. */
export async function readJournal(deps: DigestDeps): Promise<DreamReport[]> {
  const { dreams } = await digestTranscripts(deps, { skip: (id) => !id.startsWith(`${dreamIdPrefix}-`) });
  return dreams.map(reportOf).reverse();
}
