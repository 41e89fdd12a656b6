import assert from 'node:assert/strict';
import type { Draft } from '../../../src/core/dream/draft.js';
import type { Observation } from '../../../src/core/dream/observation.js';
import { testFirst } from '../../../src/core/dream/test-first.js';
import type { Lesson } from '../../../src/core/memory/lesson.js';
import { lesson } from '../memory/lessons.js';

let seq = 0;
function said(rule: string, verdict: Observation['verdict']): Observation {
  const n = ++seq;
  return {
    at: new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString(),
    fingerprint: `f-${n}`,
    verdict,
    authority: 'person',
    subject: { rule, category: 'maintainability', severity: 'low', security: false, path: `src/${rule}.ts`, source: 'rules', lessons: [] },
    cite: { source: 's', file: 'l', seq: n, hash: '' },
    overruled: [],
  };
}
function about(rule: string, more: Partial<Lesson> = {}, draft: Partial<Draft> = {}): Draft {
  const value = lesson({ id: rule, scope: { paths: [], languages: [], rules: [rule], symbols: [] }, ...more });
  return {
    operation: { v: 1, id: `op-${rule}`, op: 'add', lesson: rule, reason: 'r', by: 'person', evidence: [], value },
    tested: value,
    ...draft,
  };
}
const many = (rule: string, count: number, verdict: Observation['verdict']): Observation[] =>
  Array.from({ length: count }, () => said(rule, verdict));
const rules = (drafts: Draft[]): string[] => drafts.map((d) => d.operation.lesson);

describe('Which changes are tested first', () => {
  const observations = [
    ...many('noise', 12, 'rejected'),
    ...many('mixed', 6, 'rejected'),
    ...many('mixed', 6, 'accepted'),
    ...many('rare', 3, 'rejected'),
  ];

  it('are all of them, in their order, as long as there is time', () => {
    const drafts = [about('rare'), about('noise')];
    assert.deepEqual(testFirst(drafts, observations), { now: drafts, later: [] });
  });

  it('are those that are right about the most findings, and the others wait, both in their order', () => {
    const { now, later } = testFirst([about('rare'), about('mixed'), about('noise')], observations, 2);
    assert.deepEqual([rules(now), rules(later)], [['mixed', 'noise'], ['rare']]);
  });

  it('count for a raised rule the findings that are wanted', () => {
    const wanted = [...many('wanted', 9, 'accepted'), ...many('noise', 9, 'rejected')];
    const raise = { effect: { do: 'raise' } } as const;
    assert.deepEqual(rules(testFirst([about('noise', raise), about('wanted', raise)], wanted, 1).now), ['wanted']);
  });

  it('never put off what a person asked for, nor what needs no test', () => {
    const { tested: _, ...untested } = about('step-back');
    const drafts = [about('rare'), about('asked', {}, { explicit: true }), untested, about('noise')];
    assert.deepEqual(rules(testFirst(drafts, observations, 1).now), ['asked', 'step-back', 'noise']);
  });
});
