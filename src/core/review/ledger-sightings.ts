/** What the ledger alone still tells of a finding whose transcripts cannot be read any more. */
import type { LedgerEvent, Subject } from '../transcript/ledger-event.js';
import type { Finding } from './finding.js';
import type { KnownSighting } from './known-finding.js';

/** By fingerprint, the newest verdict's subject as a sighting: enough to know the finding again by its code and to keep a dismissal. */
export function sightingsInLedger(events: LedgerEvent[]): Map<string, KnownSighting> {
  const found = new Map<string, KnownSighting>();
  for (const event of events) {
    if (event.type !== 'verdict') continue;
    const { finding: id, fingerprint, review, at, subject } = event;
    // no scope is like it: such a finding is never called fixed
    found.set(fingerprint, { last: { finding: findingOf(id, fingerprint, subject), review, at, scope: { kind: 'files', paths: [] } } });
  }
  return found;
}

function findingOf(id: string, fingerprint: string, subject: Subject): Finding {
  const { rule, category, severity, security, path, symbol, quote, source, lessons } = subject;
  return {
    id,
    fingerprint,
    status: 'open',
    category,
    severity,
    confidence: 0,
    title: rule ?? 'A finding whose transcript cannot be read',
    body: '',
    rule,
    source: { kind: 'analyzer', name: source },
    anchor: { state: 'file', path, side: 'new', quote, symbol, why: 'its transcript cannot be read' },
    security,
    lessons,
    effects: [],
  };
}
