/** What a ledger event keeps of a finding, so that learning needs no transcript. */
import type { Subject } from '../transcript/ledger-event.js';
import type { Finding } from './finding.js';

export function subjectOf(finding: Finding): Subject {
  return {
    rule: finding.rule,
    category: finding.category,
    severity: finding.severity,
    security: finding.security,
    path: finding.anchor.path,
    symbol: finding.anchor.symbol,
    quote: finding.anchor.quote,
    source: finding.source.name,
    lessons: finding.lessons,
  };
}
