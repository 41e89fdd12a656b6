/** What stands between a review and its commit, in words: open findings, and files that could not be looked at. Undefined when nothing does. */
import type { ReviewReport } from '../core/review/review-report.js';
import { markOf } from './findings-tree.js';
import { l10n } from './l10n.js';
import { count, severityWords } from './words.js';

/** So many findings, and so many files, are named. */
const mostNamed = 6;

export type CommitQuestion = { message: string; detail: string };

export function commitQuestion(report: Pick<ReviewReport, 'findings' | 'coverage' | 'accepted'>): CommitQuestion | undefined {
  const accepted = new Set(report.accepted);
  const open = report.findings.filter((finding) => ['open', 'accepted'].includes(markOf(finding, accepted)));
  const failed = report.coverage.flatMap((row) => (row.state === 'failed' ? [row] : []));
  if (open.length === 0 && failed.length === 0) return undefined;
  const found =
    open.length === 1
      ? l10n.t('1 finding is open in what would be committed.')
      : l10n.t('{0} are open in what would be committed.', count(open.length, 'finding'));
  const unseen = l10n.t('{0} could not be reviewed.', count(failed.length, 'file'));
  return {
    message: [...(open.length > 0 ? [found] : []), ...(failed.length > 0 ? [unseen] : [])].join(' '),
    detail: [
      ...named(open.map((f) => `${severityWords[f.severity]}: ${f.title} (${f.anchor.path})`)),
      ...named(failed.map(({ path, reason }) => l10n.t('Not reviewed: {0} ({1})', path, reason))),
    ].join('\n'),
  };
}

function named(lines: string[]): string[] {
  const rest = lines.length - mostNamed;
  return rest > 0 ? [...lines.slice(0, mostNamed), l10n.t('and {0} more', rest)] : lines;
}
