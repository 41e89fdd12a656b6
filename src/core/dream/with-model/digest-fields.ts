/** Which parts of an event's line a model is shown: each an exact piece of the line, so that what it quotes can be found there. */
import type { Redact } from '../../ports.js';
import type { LedgerEvent } from '../../transcript/ledger-event.js';
import type { TranscriptEvent } from '../../transcript/transcript-event.js';
import type { DigestEvent } from './digest.js';

type Fields = DigestEvent['fields'];

/** Characters of one value that are shown. */
const longestValue = 600;

export function ledgerFields(event: LedgerEvent, redact: Redact): Fields {
  const keep = picking(redact);
  switch (event.type) {
    case 'verdict':
      return keep({ verdict: event.verdict, reason: event.reason, note: event.note, by: event.by });
    case 'outcome':
      return keep({ outcome: event.outcome });
    case 'overruled':
      return keep({ lesson: event.lesson, by: event.by });
    case 'withdrawn':
      return keep({ by: event.by });
    case 'opened':
    case 'proposal-decided':
    case 'tombstone':
    case 'rechecked':
      return [];
  }
}

export function transcriptFields(event: TranscriptEvent, redact: Redact): Fields {
  const keep = picking(redact);
  if (event.type === 'finding' || event.type === 'held-back') {
    const { title, rule, severity, confidence, security, body } = event.type === 'finding' ? event.finding : event.held.finding;
    const held = event.type === 'held-back' ? { lesson: event.held.lesson } : {};
    return keep({ title, rule, severity, confidence, security, ...held, body: body === '' ? undefined : body });
  }
  if (event.type === 'failure') return keep({ where: event.where, reason: event.reason });
  return event.type === 'tool-result' ? keep({ name: event.name, isError: event.isError, text: event.text }) : [];
}

/** Lines are written as compact JSON: a key with its value stands there as it is printed here, whatever the order of the keys. */
function picking(redact: Redact): (values: Record<string, string | number | boolean | undefined>) => Fields {
  return (values) =>
    Object.entries(values).flatMap(([key, value]) => {
      if (value === undefined) return [];
      const whole = `${JSON.stringify(key)}:${JSON.stringify(value)}`;
      // lines are redacted when they are written; one from an older version that missed a secret is not shown
      if (redact(whole) !== whole) return [];
      return [{ text: whole.slice(0, longestValue), cut: whole.length > longestValue }];
    });
}
