/** The ledger has news, from this window or from elsewhere: the statuses that are shown follow. */
import type { Finding } from '../core/review/finding.js';
import type { ReviewReport } from '../core/review/review-report.js';
import type { RepoSession } from './repo-session.js';

/** A verdict of this window, and the opposite one from elsewhere that holds now. */
export type Overturned = { title: string; from: 'accept' | 'dismiss'; to: 'accept' | 'dismiss' };

/** Resolves with the verdicts of this window that a newer word from elsewhere has turned into their opposite, each once. */
export async function followLedger(session: RepoSession): Promise<Overturned[]> {
  const shown = session.report;
  const now = await session.reread();
  if (!shown || !now) return [];
  const accepted = new Set(now.accepted);
  const status = new Map(now.findings.map((f) => [f.fingerprint, f.status]));
  const overturned = [...session.given].flatMap(([fingerprint, { title, verdict }]): Overturned[] => {
    const to = status.get(fingerprint) === 'dismissed' ? 'dismiss' : accepted.has(fingerprint) ? 'accept' : undefined;
    if (to === undefined || to === verdict || (verdict !== 'accept' && verdict !== 'dismiss')) return [];
    session.given.delete(fingerprint);
    return [{ title, from: verdict, to }];
  });
  const report = now.review.id === shown.review.id ? now : withStatuses(shown, status, accepted);
  if (JSON.stringify(report) !== JSON.stringify(shown)) session.follow(report);
  return overturned;
}

/** Another window's newer review is shown when a person asks for it; the statuses of the findings that both have count here too. */
function withStatuses(shown: ReviewReport, status: ReadonlyMap<string, Finding['status']>, accepted: ReadonlySet<string>): ReviewReport {
  const before = new Set(shown.accepted);
  return {
    ...shown,
    findings: shown.findings.map((f) => ({ ...f, status: followed(f.status, status.get(f.fingerprint)) })),
    accepted: shown.findings.map((f) => f.fingerprint).filter((f) => (status.has(f) ? accepted.has(f) : before.has(f))),
  };
}

/** A dismissal, a fix, or either taken back; what is new in one review may be open in another. */
function followed(shown: Finding['status'], now: Finding['status'] | undefined): Finding['status'] {
  if (now === undefined) return shown;
  const settles = (status: Finding['status']): boolean => status === 'dismissed' || status === 'fixed';
  return settles(now) ? now : settles(shown) ? 'open' : shown;
}
