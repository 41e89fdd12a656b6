/** Lessons, findings and operations for the tests of memory. */
import type { LessonUse } from '../../../src/core/memory/lesson-use.js';
import type { Evidence, Lesson } from '../../../src/core/memory/lesson.js';
import type { Operation } from '../../../src/core/memory/operation.js';
import type { Finding } from '../../../src/core/review/finding.js';

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

/** Never recalled, never judged, but for what is given. */
export function lessonUse(more: Partial<LessonUse>): LessonUse {
  return { recalled: 0, touched: 0, held: 0, helped: 0, harmed: 0, broughtBack: 0, idleReviews: 0, ...more };
}
