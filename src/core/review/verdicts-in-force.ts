/** Which verdict of a finding holds: a person's before anybody else's, the newest of equals, and none from before the finding reappeared. */
import type { DismissReason, LedgerEvent, Speaker } from '../transcript/ledger-event.js';

export type KnownVerdict = {
  verdict: 'accept' | 'dismiss' | 'contest';
  reason?: DismissReason;
  note?: string;
  by: Speaker;
  /** ISO 8601, UTC. */
  at: string;
};

type Voices = { person?: KnownVerdict; other?: KnownVerdict };

export type VerdictInForce = (fingerprint: string, of: { since: string | undefined; security: boolean }) => KnownVerdict | undefined;

/**
 * `events` are ordered by time. A person's word is not overturned by automation or an agent, and only a person takes it back. Nobody but a
 * person dismisses a security finding; the others may comment.
 */
export function verdictsInForce(events: LedgerEvent[]): VerdictInForce {
  const voices = new Map<string, Voices>();
  for (const event of events) {
    if (event.type !== 'verdict' && event.type !== 'withdrawn') continue;
    const of = voices.get(event.fingerprint) ?? {};
    voices.set(event.fingerprint, of);
    const voice = event.by === 'person' ? 'person' : 'other';
    if (event.type === 'withdrawn') {
      delete of.other;
      if (voice === 'person') delete of.person;
    } else {
      const { verdict, reason, note, by, at } = event;
      of[voice] = { verdict, reason, note, by, at };
    }
  }
  return (fingerprint, { since, security }) => {
    const { person, other } = voices.get(fingerprint) ?? {};
    const current = (verdict: KnownVerdict | undefined): verdict is KnownVerdict =>
      verdict !== undefined && !(since !== undefined && since > verdict.at);
    if (current(person)) return person;
    return current(other) && !(security && other.verdict === 'dismiss') ? other : undefined;
  };
}
