import assert from 'node:assert/strict';
import type { Topic } from '../../../src/core/dream/lesson-draft.js';
import type { Observation } from '../../../src/core/dream/observation.js';
import { judge, noJudgements, usefulness } from '../../../src/core/dream/posterior.js';
import { scopePrior } from '../../../src/core/dream/scope-prior.js';

describe('the prior of a scope', () => {
  const said = (path: string, verdict: Observation['verdict'], day = 1): Observation =>
    ({
      at: new Date(Date.UTC(2026, 0, day)).toISOString(),
      fingerprint: path + day,
      verdict,
      authority: 'person',
      subject: { rule: 'r', category: 'tests', severity: 'low', security: false, path, source: 's', lessons: [] },
      cite: { source: '', file: '', seq: 0, hash: '' },
      overruled: [],
    }) satisfies Observation;
  const topic = (scope: string): Topic => ({ rule: 'r', scope, direction: 'hold-back' });
  const many = (count: number, folder: string, verdict: Observation['verdict']): Observation[] =>
    Array.from({ length: count }, (_, i) => said(`${folder}/f${i}.ts`, verdict));

  it('has no opinion without verdicts elsewhere, and never counts those of the scope itself', () => {
    assert.equal(scopePrior([], topic('a/')), 0.5);
    assert.equal(scopePrior(many(9, 'a', 'rejected'), topic('a/')), 0.5);
    assert.equal(scopePrior(many(9, 'a', 'rejected'), topic('')), 0.5);
  });

  it('follows what the rule is worth elsewhere, the nearer the more', () => {
    const elsewhere = many(8, 'b', 'accepted');
    assert.ok(scopePrior(elsewhere, topic('a/')) > 0.8);
    const near = [...elsewhere, ...many(8, 'a/y', 'rejected')];
    assert.ok(scopePrior(near, topic('a/x/')) < 0.4, String(scopePrior(near, topic('a/x/'))));
    assert.ok(scopePrior(near, topic('c/')) > scopePrior(near, topic('a/x/')));
  });

  it('lets verdicts fade with time: after half a year they weigh half', () => {
    const old = noJudgements();
    for (let i = 0; i < 4; i++) judge(old, said(`f${i}`, 'accepted', 1));
    judge(old, said('g', 'rejected', 1 + 180));
    assert.equal(old.useful, 2);
    assert.equal(usefulness(old), 3 / 5);
  });
});
