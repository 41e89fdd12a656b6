/** Lessons, findings and operations for the tests of memory. */
import * as fc from 'fast-check';
import { provenances, type Evidence, type Lesson } from '../../../src/core/memory/lesson.js';
import type { Operation } from '../../../src/core/memory/operation.js';
import { severities, type Finding } from '../../../src/core/review/finding.js';

export const eventEvidence = (seq = 1): Evidence => ({
  type: 'event',
  source: 'cli-1',
  file: 'ledger/w-2026-01.jsonl',
  seq,
  hash: 'e'.repeat(64),
  quote: '"verdict":"dismiss"',
});

export const codeEvidence = (path: string, quote: string, hash = 'c'.repeat(64)): Evidence => ({
  type: 'code',
  path,
  startLine: 3,
  endLine: 2 + quote.split('\n').length,
  hash,
  quote,
});

export function lesson(changes: Partial<Lesson> = {}): Lesson {
  return {
    v: 1,
    id: 'no-console-in-scripts-3f2a',
    kind: 'false-alarm',
    status: 'active',
    statement: 'Console output is intended in scripts/',
    body: '',
    scope: { paths: ['scripts/**'], languages: [], rules: ['no-console'], symbols: [] },
    effect: { do: 'hold-back' },
    confidence: 0.8,
    counts: { accepted: 0, dismissed: 3, overruled: 0 },
    evidence: [eventEvidence()],
    provenance: 'person',
    validFrom: '2026-01-05T09:00:00.000Z',
    lastConfirmed: '2026-01-05T09:00:00.000Z',
    audience: 'all',
    pinned: false,
    ...changes,
  };
}

export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    id: 'f-1',
    fingerprint: 'fp-1',
    status: 'new',
    category: 'maintainability',
    severity: 'medium',
    confidence: 0.7,
    title: 'console.log is left in',
    body: '',
    rule: 'no-console',
    source: { kind: 'analyzer', name: 'rules' },
    anchor: {
      state: 'exact',
      path: 'scripts/build.js',
      side: 'new',
      startLine: 3,
      endLine: 3,
      quote: 'console.log(a)',
      context: { before: [], after: [] },
    },
    security: false,
    lessons: [],
    effects: [],
    ...changes,
  };
}

const opDefaults = { v: 1, reason: 'Three findings were dismissed.', by: 'person', evidence: [] } as const;

let made = 0;

type Of<K extends Operation['op']> = Extract<Operation, { op: K }>;

/** An operation with an id of its own. */
export function operation<K extends Operation['op']>(
  op: K,
  value: Omit<Of<K>, 'op' | keyof typeof opDefaults | 'id'> & Partial<Of<K>>,
): Operation {
  return { ...opDefaults, id: `op-${String(++made)}`, ...value, op } as Operation;
}

export const add = (value: Lesson, changes: Partial<Operation> = {}): Operation =>
  operation('add', { lesson: value.id, value, ...(changes as object) });

const hostile = fc.constantFrom(
  '---',
  ': ',
  ' #',
  '# ',
  '\n',
  '\t',
  '"',
  "'",
  '{',
  '}',
  '[',
  '&a',
  '*a',
  '!x',
  '|',
  '>',
  '%',
  '@',
  '`',
  '\\',
  'null',
  'true',
  '1e3',
  '‹é›',
  '😀',
  '\u2028',
  '\u0085',
  '\u0000',
  '\uFEFF',
  ' ',
  '<<',
  '...',
  '-',
  '?',
  '~',
  '=',
  '\u001b[31m',
);
/** Texts with what YAML and Markdown stumble over. */
export const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 10 }),
  fc.array(fc.oneof(hostile, fc.string({ maxLength: 5 })), { maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ maxLength: 5 }).map((text) => text.repeat(400)),
);
const anyCount = fc.integer({ min: 0, max: 2 ** 40 });
const anyEvidence: fc.Arbitrary<Evidence> = fc.oneof(
  fc.record(
    { type: fc.constant('event' as const), source: anyText, file: anyText, seq: anyCount, hash: anyText, quote: anyText },
    { noNullPrototype: true },
  ),
  fc.record(
    { type: fc.constant('code' as const), path: anyText, startLine: anyCount, endLine: anyCount, hash: anyText, quote: anyText },
    { noNullPrototype: true },
  ),
);
const anyGlob = fc.constantFrom('**', 'src/**', 'scripts/**', 'scripts/*.js', 'scripts/build.js', 'a b/[x]*.ts', '*.py');

export const anyLesson: fc.Arbitrary<Lesson> = fc.record(
  {
    v: fc.constant(1 as const),
    id: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/),
    kind: fc.constantFrom('false-alarm' as const, 'convention' as const, 'hotspot' as const),
    status: fc.constantFrom('proposed' as const, 'trial' as const, 'active' as const, 'dormant' as const, 'retired' as const),
    statement: anyText.filter((text) => text.trim() !== ''),
    body: anyText,
    scope: fc.record(
      {
        paths: fc.array(anyGlob, { maxLength: 2 }),
        languages: fc.array(fc.constantFrom('javascript', 'python'), { maxLength: 1 }),
        rules: fc.array(fc.constantFrom('no-console', 'no-eval'), { maxLength: 2 }),
        symbols: fc.array(fc.constantFrom('Cart', 'Cart.total'), { maxLength: 1 }),
        when: anyText.filter(Boolean),
        unless: anyText.filter(Boolean),
      },
      { requiredKeys: ['paths', 'languages', 'rules', 'symbols'], noNullPrototype: true },
    ),
    effect: fc.record(
      { do: fc.constantFrom('hold-back' as const, 'demote' as const, 'raise' as const), shape: anyText },
      { requiredKeys: ['do'], noNullPrototype: true },
    ),
    confidence: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
    counts: fc.record({ accepted: anyCount, dismissed: anyCount, overruled: anyCount }, { noNullPrototype: true }),
    evidence: fc.array(anyEvidence, { minLength: 1, maxLength: 3 }),
    provenance: fc.constantFrom(...provenances),
    validFrom: anyText,
    lastConfirmed: anyText,
    supersededBy: anyText,
    audience: anyText,
    pinned: fc.boolean(),
  },
  {
    noNullPrototype: true,
    requiredKeys: [
      'v',
      'id',
      'kind',
      'status',
      'statement',
      'body',
      'scope',
      'confidence',
      'counts',
      'evidence',
      'provenance',
      'validFrom',
      'lastConfirmed',
      'audience',
      'pinned',
    ],
  },
);

/** Lessons that matter to findings in `scripts/` more often than `anyLesson` does. */
export const anyNearLesson: fc.Arbitrary<Lesson> = fc.tuple(anyLesson, fc.boolean()).map(([value, plain]) =>
  plain
    ? {
        ...value,
        audience: 'all',
        scope: { paths: value.scope.paths, languages: [], rules: [], symbols: [] },
        effect: value.effect && { do: value.effect.do },
      }
    : value,
);

export const anyFinding: fc.Arbitrary<Finding> = fc
  .record({
    severity: fc.constantFrom(...severities),
    security: fc.boolean(),
    rule: fc.constantFrom('no-console', 'no-eval', undefined),
    path: fc.constantFrom('scripts/build.js', 'src/a.ts', 'tool.py'),
    symbol: fc.constantFrom('Cart', 'Cart.total', undefined),
  })
  .map(({ severity, security, rule, path, symbol }) => {
    const base = finding({ severity, security });
    return { ...base, ...(rule ? { rule } : { rule: undefined }), anchor: { ...base.anchor, path, ...(symbol && { symbol }) } };
  });
