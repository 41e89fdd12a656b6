/** What of found outcomes is news: an outcome is recorded once for each finding and each commit that showed it, whichever window saw it. */
import type { LedgerEvent, LedgerPayload } from '../../transcript/ledger-event.js';
import type { KnownFinding } from '../known-finding.js';
import { subjectOf } from '../subject.js';
import type { Churn, Outcome, OutcomeBasis } from './outcome.js';

export type FoundOutcome = {
  finding: KnownFinding;
  outcome: Outcome;
  basis: OutcomeBasis;
  why: string;
  /** The commit that showed it; for an absence HEAD. */
  seenIn: string;
  churn?: Churn;
};

/** `events` are those of the ledger since the reviews that saw the findings last, ordered by time. A finding that is absent is not noted so again for every commit that lacks it. */
export function newOutcomes(found: readonly FoundOutcome[], events: readonly LedgerEvent[]): FoundOutcome[] {
  const recorded = new Set<string>();
  const last = new Map<string, { outcome: Outcome; at: string }>();
  for (const event of events) {
    if (event.type !== 'outcome') continue;
    recorded.add(keyOf(event.fingerprint, event));
    last.set(event.fingerprint, event);
  }
  return found.filter((outcome) => {
    const { fingerprint } = outcome.finding.last.finding;
    const key = keyOf(fingerprint, outcome);
    if (recorded.has(key)) return false;
    recorded.add(key);
    const before = last.get(fingerprint);
    return !(outcome.outcome === 'absent' && before?.outcome === 'absent' && before.at >= outcome.finding.last.at);
  });
}

function keyOf(fingerprint: string, { outcome, seenIn }: { outcome: Outcome; seenIn: string }): string {
  return [fingerprint, outcome, seenIn].join('\0');
}

export function outcomePayload({ finding, outcome, basis, seenIn, churn }: FoundOutcome, head: string): LedgerPayload {
  const { last } = finding;
  return {
    type: 'outcome',
    review: last.review,
    fingerprint: last.finding.fingerprint,
    outcome,
    seenIn,
    head,
    basis,
    ...(churn && { churn }),
    subject: subjectOf(last.finding),
  };
}
