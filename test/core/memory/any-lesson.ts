/** Arbitrary lessons and findings for property tests. */
import * as fc from 'fast-check';
import { LessonKind, provenances, type Evidence, type Lesson } from '../../../src/core/memory/lesson.js';
import { severities, type Finding } from '../../../src/core/review/finding.js';
import { finding } from './lessons.js';

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
const anyDate = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())
  .chain((iso) => fc.constantFrom(iso, iso.slice(0, 10), `${iso.slice(0, 16)}Z`));
const anyGlob = fc.constantFrom('**', 'src/**', 'scripts/**', 'scripts/*.js', 'scripts/build.js', 'a b/[x]*.ts', '*.py');

export const anyLesson: fc.Arbitrary<Lesson> = fc.record(
  {
    v: fc.constant(1 as const),
    id: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/),
    kind: fc.constantFrom(...LessonKind.options),
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
    validFrom: anyDate,
    lastConfirmed: anyDate,
    supersededBy: anyText,
    supersededAt: anyDate,
    audience: anyText,
    pinned: fc.boolean(),
    comments: fc.dictionary(fc.constantFrom('', 'id', 'scope', 'counts', 'evidence', 'no field'), anyText, { noNullPrototype: true }),
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
