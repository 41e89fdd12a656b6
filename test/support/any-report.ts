/** Reviews of every shape, for properties of what is printed of them. */
import * as fc from 'fast-check';
import { Category, FindingStatus, severities, type Finding } from '../../src/core/review/finding.js';
import type { ReviewReport } from '../../src/core/review/review-report.js';

/** Text as it may come from code, names and models: marks of Markdown, terminals, shells and SARIF, halves of pairs. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc
    .array(
      fc.constantFrom(
        '`',
        '```',
        '<b>',
        '|',
        '](command:x)',
        '@someone',
        '#12',
        '\n',
        '\r\n',
        '\u001b[31m',
        '\u202e',
        '{0}',
        '"',
        '\\',
        '-->',
        '漢字',
        'é',
        '😀',
        '\ud800',
        'https://x.example/',
        '*',
        '[a]',
        'word',
        ' ',
        '\t',
        '%',
        '‹secret:aws:0123456789ab›',
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
);

const anyPath = fc
  .array(fc.oneof(anyText, fc.constantFrom('src', 'a b.ts', 'ü.js', '%41.js', 'c:', '#1', '?', '..')), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/') || 'a');

const anyAnchor: fc.Arbitrary<Finding['anchor']> = fc.oneof(
  fc
    .record({
      path: anyPath,
      side: fc.constantFrom('new' as const, 'old' as const),
      startLine: fc.integer({ min: 1, max: 9e6 }),
      length: fc.integer({ min: 1, max: 30 }),
      quote: anyText,
      symbol: fc.option(anyText, { nil: undefined }),
    })
    .map(({ length, ...rest }) => ({
      state: 'exact' as const,
      ...rest,
      endLine: rest.startLine + length - 1,
      context: { before: [], after: [] },
    })),
  fc.record({
    state: fc.constant('file' as const),
    path: anyPath,
    side: fc.constantFrom('new' as const, 'old' as const),
    quote: fc.option(anyText, { nil: undefined }),
    why: anyText,
  }),
);

const anyEdit = fc
  .record({
    path: anyPath,
    startLine: fc.integer({ min: 1, max: 1e6 }),
    lines: fc.integer({ min: 0, max: 5 }),
    expect: anyText,
    replace: anyText,
  })
  .map(({ lines, ...rest }) => ({ ...rest, endLine: rest.startLine + lines - 1 }));

export const anyFinding: fc.Arbitrary<Finding> = fc.record({
  id: fc.uuid(),
  fingerprint: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: 16, maxLength: 16 }),
  status: fc.constantFrom(...FindingStatus.options),
  category: fc.constantFrom(...Category.options),
  severity: fc.constantFrom(...severities),
  confidence: fc.double({ min: 0, max: 1, noNaN: true }),
  title: anyText,
  body: anyText,
  rule: fc.option(fc.oneof(anyText, fc.constantFrom('js/a', 'js/b')), { nil: undefined }),
  cwe: fc.option(fc.array(fc.oneof(anyText, fc.constantFrom('CWE-79', 'CWE-798'))), { nil: undefined }),
  source: fc.record({ kind: fc.constantFrom('analyzer' as const, 'specialist' as const), name: fc.constantFrom('rules', 'eslint') }),
  anchor: anyAnchor,
  fix: fc.option(fc.record({ edits: fc.array(anyEdit, { minLength: 1, maxLength: 3 }) }), { nil: undefined }),
  security: fc.boolean(),
  lessons: fc.array(anyText, { maxLength: 2 }),
  effects: fc.array(
    fc.record({
      lesson: anyText,
      effect: fc.constantFrom('demote' as const, 'raise' as const, 'annotate' as const),
      why: anyText,
      from: fc.constantFrom(...severities),
    }),
    { maxLength: 2 },
  ),
});

const anyScope: fc.Arbitrary<ReviewReport['review']['scope']> = fc.oneof(
  fc.constantFrom({ kind: 'uncommitted' as const }, { kind: 'staged' as const }, { kind: 'branch' as const }),
  fc.record({ kind: fc.constant('range' as const), from: anyText, to: anyText }),
  fc.record({ kind: fc.constant('files' as const), paths: fc.array(anyPath, { maxLength: 3 }) }),
);

const commit = fc.option(fc.constantFrom('a'.repeat(40), 'b'.repeat(40)), { nil: undefined });

export const anyReport: fc.Arbitrary<ReviewReport> = fc.record({
  review: fc.record({
    id: fc.uuid(),
    scope: anyScope,
    base: commit,
    head: commit,
    startedAt: fc.constant('2026-01-31T14:05:00.000Z'),
    endedAt: fc.constant('2026-01-31T14:05:01.000Z'),
    state: fc.constantFrom('done' as const, 'cancelled' as const, 'failed' as const),
    reason: fc.option(anyText, { nil: undefined }),
  }),
  findings: fc.array(anyFinding, { maxLength: 6 }),
  heldBack: fc.array(fc.record({ finding: anyFinding, lesson: fc.option(anyText, { nil: undefined }), why: anyText }), { maxLength: 3 }),
  coverage: fc.array(
    fc.oneof(
      fc.record({ state: fc.constant('reviewed' as const), path: anyPath, hunks: fc.nat(9) }),
      fc.record({ state: fc.constantFrom('skipped' as const, 'failed' as const), path: anyPath, hunks: fc.nat(9), reason: anyText }),
    ),
    { maxLength: 4 },
  ),
  usage: fc.constant({ inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0, requests: 0, wallMs: 12 }),
  accepted: fc.option(fc.array(fc.uuid()), { nil: undefined }),
  warnings: fc.array(anyText, { maxLength: 3 }),
});
