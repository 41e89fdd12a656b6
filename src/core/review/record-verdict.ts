/** Records what somebody says of a finding, durably, in the ledger. */
import { HumanError } from '../human-error.js';
import type { Redact } from '../ports.js';
import type { VerdictReceipt, VerdictRequest } from '../reverie.js';
import type { Speaker } from '../transcript/ledger-event.js';
import type { Ledger } from '../transcript/transcript-store.js';
import { findFinding } from './find-finding.js';
import type { Finding, HeldBack } from './finding.js';
import type { KnownFinding } from './known-finding.js';
import { subjectOf } from './subject.js';

/** `unread`: what of the records could not be read, for who looks for a finding in vain. */
export type VerdictDeps = { ledger: Ledger; redact: Redact; known: Map<string, KnownFinding>; unread?: string[] };

/** Resolves when the verdict is on disk. Throws a HumanError when the finding is unknown, or when there is no verdict to withdraw. */
export async function recordVerdict({ ledger, redact, known, unread }: VerdictDeps, request: VerdictRequest): Promise<VerdictReceipt> {
  const found = findFinding(known, request.finding, unread);
  const { finding, review } = found.last;
  if (request.verdict === 'withdraw') {
    if (!found.verdict) {
      throw new HumanError(`“${finding.title}” has no verdict that could be withdrawn`, { next: 'See reverie review for its status' });
    }
    if (found.verdict.by === 'person' && request.by !== 'person') {
      throw new HumanError(`The verdict on “${finding.title}” is a person's: only a person takes it back`, {
        next: 'Ask the person who gave it',
      });
    }
    const { event } = await ledger.append({ type: 'withdrawn', fingerprint: finding.fingerprint, by: request.by });
    return { finding: { ...finding, status: 'open' }, verdict: 'withdraw', at: event.at };
  }
  const { event } = await ledger.append({
    type: 'verdict',
    review,
    finding: finding.id,
    fingerprint: finding.fingerprint,
    verdict: request.verdict,
    ...(request.verdict === 'dismiss' && { reason: request.reason ?? 'other' }),
    ...(request.note !== undefined && { note: redact(request.note) }),
    by: request.by,
    subject: subjectOf(finding),
  });
  const { heldBackBy } = found.last;
  // who wants to see it does not want it hidden
  if (request.verdict === 'accept' && heldBackBy !== undefined)
    await recordOverruled(ledger, { finding, lesson: heldBackBy, why: '' }, review, request.by);
  return { finding: settled(found, request), verdict: request.verdict, at: event.at };
}

/** Shows a held-back finding again: counts against the lesson that hid it. */
export async function recordOverruled(ledger: Ledger, held: HeldBack, review: string, by: Speaker): Promise<void> {
  const { finding, lesson } = held;
  if (lesson === undefined) {
    throw new HumanError(`“${finding.title}” is held back by a comment in the code, not by memory (${held.why})`, {
      next: 'Take the comment out; the next review shows it again',
    });
  }
  await ledger.append({ type: 'overruled', review, fingerprint: finding.fingerprint, lesson, by, subject: subjectOf(finding) });
}

/** The finding as it stands after the verdict: a person's word is not overturned by others, nor a security finding dismissed by them. */
function settled({ last: { finding }, verdict: before }: KnownFinding, { verdict, by }: VerdictRequest): Finding {
  const decides = by === 'person' || (before?.by !== 'person' && !finding.security);
  if (!decides) return finding;
  if (verdict === 'dismiss') return { ...finding, status: 'dismissed' };
  return finding.status === 'dismissed' ? { ...finding, status: 'open' } : finding;
}
