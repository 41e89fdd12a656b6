/** A review as a document that other programs and people read: Markdown, or SARIF 2.1.0. */
import type { Repo } from '../../core/changes/change-set.js';
import { reviewMarkdown } from '../../core/review/report/markdown.js';
import { publicRemote } from '../../core/review/report/public-remote.js';
import { reviewSarif, sarifText } from '../../core/review/report/sarif.js';
import type { ReviewReport } from '../../core/review/review-report.js';
import { originUrl } from '../git/origin-url.js';

export type ReportFormat = 'markdown' | 'sarif';

/** `version` is Reverie's own. */
export async function exportReport(
  repo: Pick<Repo, 'root'>,
  report: ReviewReport,
  { format, version, signal }: { format: ReportFormat; version: string; signal: AbortSignal },
): Promise<string> {
  if (format === 'markdown') return reviewMarkdown(report);
  const origin = await originUrl(repo.root, signal);
  // an address with credentials or of this machine is kept to ourselves
  const repositoryUri = origin === undefined ? undefined : publicRemote(origin);
  return sarifText(reviewSarif(report, { version, ...(repositoryUri !== undefined && { repositoryUri }) }));
}
