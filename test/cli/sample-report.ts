/** A report with one of everything, for the texts and the JSON. */
import type { Finding } from '../../src/core/review/finding.js';
import type { ReviewReport } from '../../src/core/review/review-report.js';

export function sampleFinding(change: Partial<Finding> = {}): Finding {
  return {
    id: 'f-01k9z3a7hq0000000000000001',
    fingerprint: '9f3a12bc00000001',
    status: 'new',
    category: 'correctness',
    severity: 'high',
    confidence: 0.9,
    title: 'The promise of save() is not awaited',
    body: 'If it fails nobody notices.\nAwait it or handle the rejection.\n\nA second paragraph with details.',
    rule: 'floating-promise',
    cwe: ['CWE-755'],
    source: { kind: 'analyzer', name: 'rules' },
    anchor: {
      state: 'exact',
      path: 'src/cart.ts',
      side: 'new',
      startLine: 12,
      endLine: 12,
      quote: '    save(cart);',
      symbol: 'Cart.close',
      context: { before: ['close() {'], after: ['}'] },
    },
    security: false,
    lessons: [],
    effects: [],
    ...change,
  };
}

export function sampleReport(change: Partial<ReviewReport> = {}): ReviewReport {
  return {
    review: {
      id: 'review-01k9z3a7hq0000000000000000',
      scope: { kind: 'uncommitted' },
      base: 'a'.repeat(40),
      startedAt: '2026-11-23T10:00:00.000Z',
      endedAt: '2026-11-23T10:00:00.400Z',
      state: 'done',
    },
    findings: [
      sampleFinding(),
      sampleFinding({
        id: 'f-2',
        fingerprint: '9f3a12bc00000002',
        status: 'open',
        severity: 'low',
        category: 'maintainability',
        title: 'Debug output left in',
        body: 'Use the logger.',
        rule: 'no-console',
        anchor: {
          state: 'exact',
          path: 'src/cart.ts',
          side: 'new',
          startLine: 3,
          endLine: 8,
          quote: '  console.log(\n    cart,\n    total,\n    tax,\n    more,\n  );',
          context: { before: [], after: [] },
        },
        lessons: ['quiet-console-7x'],
        effects: [{ lesson: 'quiet-console-7x', effect: 'demote', why: 'on trial: console.log in scripts is intended', from: 'medium' }],
      }),
      sampleFinding({
        id: 'f-3',
        fingerprint: 'aa00000000000003',
        status: 'reappeared',
        severity: 'critical',
        category: 'security',
        title: 'A secret is committed',
        body: '',
        rule: 'secret',
        security: true,
        anchor: {
          state: 'file',
          path: 'config/prod.env',
          side: 'new',
          quote: 'KEY=‹secret:aws:0123456789ab›',
          why: 'the quoted code stands in 3 places',
        },
        fix: { edits: [{ path: 'config/prod.env', startLine: 1, endLine: 1, expect: 'KEY=‹secret:aws:0123456789ab›', replace: 'KEY=' }] },
      }),
      sampleFinding({ id: 'f-4', fingerprint: 'bb00000000000004', status: 'fixed', title: 'An empty catch swallows the error' }),
      sampleFinding({ id: 'f-5', fingerprint: 'cc00000000000005', status: 'dismissed', title: 'A TODO is left' }),
    ],
    heldBack: [
      {
        finding: sampleFinding({
          id: 'f-6',
          fingerprint: 'dd00000000000006',
          severity: 'low',
          title: 'Debug output left in',
          rule: 'no-console',
        }),
        lesson: 'quiet-console-7x',
        why: 'console.log in scripts/ is intended',
      },
    ],
    coverage: [
      { state: 'reviewed', path: 'src/cart.ts', hunks: 2 },
      { state: 'skipped', path: 'package-lock.json', hunks: 9, reason: 'lock file' },
      { state: 'failed', path: 'src/odd.ts', hunks: 1, reason: 'not UTF-8' },
    ],
    usage: { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0, requests: 0, wallMs: 412 },
    warnings: ['a lesson is broken: lessons/x.md'],
    ...change,
  };
}
