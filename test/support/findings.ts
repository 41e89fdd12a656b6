/** Findings for tests. */
import type { Finding } from '../../src/core/review/finding.js';

/** A finding of `js/x` in `a.js` that stands on no line; `extra` changes what a test is about. */
export function sampleFinding(fingerprint: string, extra: Partial<Finding> = {}): Finding {
  return {
    id: `f-${fingerprint}`,
    fingerprint,
    status: 'new',
    category: 'correctness',
    severity: 'medium',
    confidence: 0.8,
    title: `T ${fingerprint}`,
    body: '',
    rule: 'js/x',
    source: { kind: 'analyzer', name: 'rules' },
    anchor: { state: 'file', path: 'a.js', side: 'new', why: 'test' },
    security: false,
    lessons: [],
    effects: [],
    ...extra,
  };
}
