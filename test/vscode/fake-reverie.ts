/** A Reverie in memory for the extension's tests: one prepared review, verdicts that stick, and everything else refused unless told. */
import type { Repo } from '../../src/core/changes/change-set.js';
import type { Lesson } from '../../src/core/memory/lesson.js';
import type { Memory } from '../../src/core/memory/memory-store.js';
import type { DreamReport } from '../../src/core/dream/dream-report.js';
import type { Reverie, VerdictRequest } from '../../src/core/reverie.js';
import type { Candidate, Finding, HeldBack } from '../../src/core/review/finding.js';
import type { ReviewReport } from '../../src/core/review/review-report.js';

export const at = '2026-01-31T14:05:00.000Z';

export function finding(id: string, more: Partial<Finding> = {}): Finding {
  return {
    id,
    fingerprint: `fp-${id}`,
    status: 'new',
    category: 'correctness',
    severity: 'medium',
    confidence: 0.8,
    title: `Title of ${id}`,
    body: 'Why it matters.',
    rule: 'some-rule',
    source: { kind: 'analyzer', name: 'rules' },
    anchor: anchor('src/cart.ts', 3),
    security: false,
    lessons: [],
    effects: [],
    ...more,
  };
}

export function candidate(title: string, more: Partial<Candidate> = {}): Candidate {
  const { category, severity, confidence, body, source } = finding('any');
  return { category, severity, confidence, body, source, title, anchor: anchor('src/cart.ts', 3), ...more };
}

export function anchor(path: string, line: number, quote = '  total += price;'): Finding['anchor'] {
  return { state: 'exact', path, side: 'new', startLine: line, endLine: line, quote, context: { before: [], after: [] } };
}

export function heldBack(id: string, more: Partial<Finding> = {}): HeldBack {
  return { finding: finding(id, more), lesson: 'lesson-1', why: 'dismissed 4 times in scripts/' };
}

export function report(more: Partial<ReviewReport> = {}): ReviewReport {
  return {
    review: { id: 'review-1', scope: { kind: 'uncommitted' }, startedAt: at, endedAt: at, state: 'done' },
    findings: [],
    heldBack: [],
    coverage: [],
    usage: { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: null, requests: 0, wallMs: 1 },
    warnings: [],
    ...more,
  };
}

export function lesson(id: string, more: Partial<Lesson> = {}): Lesson {
  return {
    v: 1,
    id,
    kind: 'false-alarm',
    status: 'active',
    statement: `Statement of ${id}`,
    body: '',
    scope: { paths: ['scripts/**'], languages: [], rules: ['some-rule'], symbols: [] },
    effect: { do: 'hold-back' },
    confidence: 0.84,
    counts: { accepted: 0, dismissed: 4, overruled: 0 },
    evidence: [
      { type: 'event', source: 's1', file: 'ledger/w1-2026-01.jsonl', seq: 3, hash: 'a'.repeat(64), quote: '"verdict":"dismiss"' },
    ],
    provenance: 'person',
    validFrom: at,
    lastConfirmed: at,
    audience: 'all',
    pinned: false,
    ...more,
  };
}

export function memory(lessons: Lesson[]): Memory {
  return {
    version: 'c'.repeat(40),
    lessons,
    blobs: new Map(lessons.map((l) => [l.id, `blob-${l.id}`])),
    broken: [],
    unverified: new Set(),
  };
}

export function dreamReport(more: Partial<DreamReport> = {}): DreamReport {
  return {
    dream: 'dream-1',
    trigger: 'command',
    startedAt: at,
    endedAt: at,
    state: 'done',
    read: { transcripts: 3, newTranscripts: 2, verdicts: 5, newVerdicts: 4 },
    operations: [],
    before: null,
    after: null,
    ...more,
  };
}

const repo: Repo = { root: '/repos/shop', commonDir: '/repos/shop/.git', reverieDir: '/repos/shop/.git/reverie', writable: true };

/** `verdicts` lists what was recorded, in order; a method that was not prepared throws. */
export function fakeReverie(prepared: Partial<Reverie> = {}): Reverie & { verdicts: VerdictRequest[] } {
  const verdicts: VerdictRequest[] = [];
  const refuse = (name: string) => () => Promise.reject(new Error(`the test did not expect ${name}`));
  return {
    repo,
    memoryStore: {} as Reverie['memoryStore'],
    verdicts,
    review: refuse('review'),
    latestReview: () => Promise.resolve(undefined),
    verdict: (request) => {
      verdicts.push(request);
      const status = request.verdict === 'dismiss' ? 'dismissed' : 'open';
      return Promise.resolve({ finding: finding(request.finding, { status }), verdict: request.verdict, at });
    },
    findOutcomes: () => Promise.resolve({ recorded: [], followed: 0, left: 0 }),
    recheck: refuse('recheck'),
    bringBack: refuse('bringBack'),
    planFix: () => ({ state: 'refused', why: 'the test did not expect planFix', stale: false }),
    blob: refuse('blob'),
    dream: refuse('dream'),
    modelDreams: () => Promise.resolve({ state: 'none', reason: 'there is no language model' }),
    allowModelDreams: refuse('allowModelDreams'),
    forbidModelDreams: refuse('forbidModelDreams'),
    journal: () => Promise.resolve([]),
    dreamState: () => Promise.resolve({ ends: [], newTranscripts: 0, newVerdicts: 0 }),
    trends: () => Promise.resolve({ weeks: [], memory: [], problems: [] }),
    noteSchedule: () => Promise.resolve(),
    scheduleLog: () => Promise.resolve([]),
    proposals: () => Promise.resolve([]),
    decide: refuse('decide'),
    previewForget: refuse('previewForget'),
    forget: refuse('forget'),
    citedLine: () => Promise.resolve(undefined),
    memory: () => Promise.resolve(memory([])),
    health: refuse('health'),
    recall: refuse('recall'),
    backtest: refuse('backtest'),
    learnFromHistory: refuse('learnFromHistory'),
    learnFromReports: refuse('learnFromReports'),
    previewLesson: refuse('previewLesson'),
    changeLesson: refuse('changeLesson'),
    editLesson: refuse('editLesson'),
    history: () => Promise.resolve([]),
    previewChange: refuse('previewChange'),
    rollback: refuse('rollback'),
    operationsInEffect: () => Promise.resolve(new Set<string>()),
    revert: refuse('revert'),
    restoreLesson: refuse('restoreLesson'),
    putAside: refuse('putAside'),
    transcripts: () => Promise.resolve([]),
    transcript: refuse('transcript'),
    audit: refuse('audit'),
    close: () => Promise.resolve(),
    ...prepared,
  };
}
