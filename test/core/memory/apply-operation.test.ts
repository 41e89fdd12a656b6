import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { applyOperation, revertEdits } from '../../../src/core/memory/apply-operation.js';
import { provenances, type Lesson } from '../../../src/core/memory/lesson.js';
import type { Operation } from '../../../src/core/memory/operation.js';
import { anyLesson } from './any-lesson.js';
import { add, codeEvidence, eventEvidence, lesson, operation } from './lessons.js';

const id = lesson().id;
const memory = (...lessons: Lesson[]) => new Map(lessons.map((l) => [l.id, l]));

function apply(lessons: Map<string, Lesson>, op: Operation): Map<string, Lesson> {
  const result = applyOperation(lessons, op);
  return result.state === 'applied' ? result.lessons : assert.fail(result.reason);
}

function refusal(lessons: Map<string, Lesson>, op: Operation): string {
  const result = applyOperation(lessons, op);
  return result.state === 'refused' ? result.reason : assert.fail('it was applied');
}

const reinforced = { counts: { accepted: 0, dismissed: 4, overruled: 0 }, confidence: 0.9, lastConfirmed: '2026-02-01T00:00:00.000Z' };

describe('operations on lessons', () => {
  it('says since when a lesson is superseded, as the operation says it, and no longer once it is woken', () => {
    const at = '2026-02-03T04:05:06.000Z';
    const two = memory(lesson({ id: 'a' }), lesson({ id: 'b' }));
    const merged = apply(two, operation('merge', { lesson: 'a', from: ['b'], value: lesson({ id: 'a' }), at }));
    assert.deepEqual(merged.get('b'), lesson({ id: 'b', status: 'retired', supersededBy: 'a', supersededAt: at }));
    const retired = apply(two, operation('retire', { lesson: 'b', supersededBy: 'a', at }));
    assert.deepEqual(retired, merged);
    assert.deepEqual(apply(retired, operation('wake', { lesson: 'b' })).get('b'), lesson({ id: 'b' }));
  });

  it('keeps people’s comments, which only a person takes away', () => {
    const noted = lesson({ provenance: 'model', comments: { scope: ' ask Ana first' } });
    const value = lesson({ provenance: 'model', confidence: 0.5 });
    const revise = (by: 'model' | 'person') => apply(memory(noted), operation('revise', { lesson: id, by, value })).get(id)?.comments;
    assert.deepEqual(revise('model'), noted.comments);
    assert.equal(revise('person'), undefined);
    const merged = apply(memory(noted, lesson({ id: 'b' })), operation('merge', { lesson: id, from: ['b'], value }));
    assert.equal(merged.get(id)?.comments, undefined);
    assert.deepEqual(apply(memory(noted), operation('sleep', { lesson: id })).get(id)?.comments, noted.comments);
  });

  it('adds a lesson once', () => {
    const after = apply(memory(), add(lesson()));
    assert.deepEqual(after.get(id), lesson());
    assert.match(refusal(after, add(lesson())), /is there already/);
  });

  it('leaves the lessons it was given as they were', () => {
    const before = memory(lesson());
    apply(before, operation('retire', { lesson: id }));
    assert.deepEqual(before, memory(lesson()));
  });

  it('reinforces: new evidence is appended once, counts and confidence are replaced, a trial may become active', () => {
    const before = memory(lesson({ status: 'trial' }));
    const op = operation('reinforce', { lesson: id, ...reinforced, status: 'active', evidence: [eventEvidence(1), eventEvidence(2)] });
    const after = apply(before, op).get(id);
    assert.deepEqual(after, lesson({ ...reinforced, status: 'active', evidence: [eventEvidence(1), eventEvidence(2)] }));
  });

  it('invariant 3: a model’s reflection puts no trial into effect, and quiets no person’s lesson', () => {
    const promote = (by: 'model' | 'outcome') => operation('reinforce', { lesson: id, ...reinforced, status: 'active', by });
    assert.match(refusal(memory(lesson({ status: 'trial', provenance: 'model' })), promote('model')), /a model’s reflection cannot put/);
    assert.equal(apply(memory(lesson({ status: 'trial' })), promote('outcome')).get(id)?.status, 'active');
    const demote = (by: 'model' | 'outcome') => operation('reinforce', { lesson: id, ...reinforced, status: 'trial', by });
    assert.match(refusal(memory(lesson()), demote('model')), /cannot overrule/);
    assert.equal(apply(memory(lesson()), demote('outcome')).get(id)?.status, 'trial');
  });

  it('does not take what speaks against a lesson for its evidence', () => {
    const op = operation('reinforce', { lesson: id, ...reinforced, status: 'trial', evidence: [eventEvidence(7)] });
    assert.deepEqual(apply(memory(lesson()), op).get(id)?.evidence, lesson().evidence);
  });

  it('does not let new evidence wake or restore a lesson', () => {
    const op = operation('reinforce', { lesson: id, ...reinforced, status: 'active' });
    assert.match(refusal(memory(lesson({ status: 'dormant' })), op), /cannot turn .* from dormant to active/);
    assert.match(refusal(memory(lesson({ status: 'proposed' })), op), /cannot turn .* from proposed to active/);
    assert.match(refusal(memory(lesson({ status: 'retired' })), op), /is retired/);
  });

  it('says so when an operation would change nothing', () => {
    assert.match(refusal(memory(lesson()), operation('revise', { lesson: id, value: lesson() })), /would change nothing/);
  });

  it('revises under the same id and without losing evidence', () => {
    const wider = lesson({
      scope: { paths: [], languages: [], rules: ['no-console'], symbols: [] },
      evidence: [eventEvidence(1), eventEvidence(2)],
    });
    assert.deepEqual(apply(memory(lesson()), operation('revise', { lesson: id, value: wider })).get(id), wider);
    assert.match(refusal(memory(lesson()), operation('revise', { lesson: id, value: lesson({ id: 'other' }) })), /must keep its id/);
    const poorer = lesson({ evidence: [eventEvidence(2)] });
    assert.match(
      refusal(memory(lesson()), operation('revise', { lesson: id, value: poorer })),
      /would lose evidence: ledger\/w-2026-01\.jsonl#1/,
    );
  });

  it('merges: the target takes in all evidence, the others are superseded by it and stay', () => {
    const a = lesson({ id: 'a', evidence: [eventEvidence(1)] });
    const b = lesson({ id: 'b', evidence: [codeEvidence('x.js', 'a()')] });
    const value = lesson({ id: 'a', evidence: [...a.evidence, ...b.evidence] });
    const after = apply(memory(a, b), operation('merge', { lesson: 'a', value, from: ['b'] }));
    assert.deepEqual(after.get('a'), value);
    assert.deepEqual(after.get('b'), { ...b, status: 'retired', supersededBy: 'a' });
    assert.match(refusal(memory(a, b), operation('merge', { lesson: 'a', value: a, from: ['b'] })), /evidence of b would be lost: x\.js:3/);
    assert.match(refusal(memory(a), operation('merge', { lesson: 'a', value, from: ['b'] })), /no lesson b/);
    assert.match(refusal(memory(a, b), operation('merge', { lesson: 'a', value, from: ['a'] })), /into itself/);
  });

  it('puts lessons to sleep and wakes them: by a person into effect, by anyone else into a trial', () => {
    const asleep = apply(memory(lesson()), operation('sleep', { lesson: id, by: 'outcome' }));
    assert.equal(asleep.get(id)?.status, 'dormant');
    assert.equal(apply(asleep, operation('wake', { lesson: id, by: 'outcome' })).get(id)?.status, 'trial');
    assert.equal(apply(asleep, operation('wake', { lesson: id, by: 'person' })).get(id)?.status, 'active');
    assert.match(refusal(asleep, operation('sleep', { lesson: id })), /is dormant already/);
  });

  it('lets only a person restore a retired lesson', () => {
    const retired = apply(memory(lesson(), lesson({ id: 'b' })), operation('retire', { lesson: id, supersededBy: 'b' }));
    assert.deepEqual(retired.get(id), lesson({ status: 'retired', supersededBy: 'b' }));
    assert.match(refusal(retired, operation('wake', { lesson: id, by: 'team' })), /does not sleep: it is retired/);
    assert.deepEqual(apply(retired, operation('wake', { lesson: id, by: 'person' })).get(id), lesson());
  });

  it('lets nobody below a person touch a pinned lesson, or pin one', () => {
    const pinned = memory(lesson({ pinned: true, provenance: 'model' }));
    for (const op of ['retire', 'sleep'] as const) assert.match(refusal(pinned, operation(op, { lesson: id, by: 'team' })), /is pinned/);
    assert.match(
      refusal(memory(lesson()), operation('revise', { lesson: id, value: lesson({ pinned: true }), by: 'team' })),
      /only a person/,
    );
    assert.match(refusal(memory(), add(lesson({ pinned: true, provenance: 'team' }), { by: 'team' })), /only a person/);
    assert.equal(apply(pinned, operation('retire', { lesson: id, by: 'person' })).get(id)?.status, 'retired');
  });

  it('invariant 3: only people and outcomes teach: no operation overrules or claims a higher authority than its own', () => {
    for (const [rank, provenance] of provenances.entries()) {
      for (const [by, authority] of provenances.entries()) {
        const there = memory(lesson({ provenance }));
        const may = by <= rank && authority !== 'text';
        assert.equal(
          applyOperation(there, operation('retire', { lesson: id, by: authority })).state,
          may ? 'applied' : 'refused',
          `${authority} retires ${provenance}`,
        );
        const value = lesson({ provenance, statement: 'Another statement' });
        assert.equal(
          applyOperation(there, operation('revise', { lesson: id, value, by: authority })).state,
          may ? 'applied' : 'refused',
          `${authority} revises ${provenance}`,
        );
        assert.equal(
          applyOperation(memory(), add(value, { by: authority })).state,
          may ? 'applied' : 'refused',
          `${authority} adds ${provenance}`,
        );
      }
    }
  });

  it('invariant 3: text found in the repo may propose a lesson, and do nothing else', () => {
    const proposed = lesson({ provenance: 'text', status: 'proposed' });
    assert.equal(applyOperation(memory(), add(proposed, { by: 'text' })).state, 'applied');
    for (const status of ['trial', 'active'] as const)
      assert.match(refusal(memory(), add({ ...proposed, status }, { by: 'text' })), /never an authority/);
    assert.match(refusal(memory(proposed), operation('reinforce', { lesson: id, ...reinforced, by: 'text' })), /never an authority/);
    assert.match(
      refusal(memory(lesson({ provenance: 'text', status: 'dormant' })), operation('wake', { lesson: id, by: 'text' })),
      /never an authority/,
    );
  });

  it('refuses what could not be read back', () => {
    assert.match(refusal(memory(), add(lesson({ body: 'x'.repeat(300_000) }))), /would not be readable: the file is larger/);
    assert.match(refusal(memory(), add(lesson({ statement: ' \n ' }))), /would not be readable: .*heading/);
  });

  it('refuses unknown lessons by name', () => {
    assert.match(refusal(memory(), operation('retire', { lesson: 'gone' })), /there is no lesson gone/);
    assert.match(refusal(memory(lesson()), operation('retire', { lesson: id, supersededBy: 'gone' })), /cannot be superseded by gone/);
  });

  it('takes any operation back exactly, and never over a later change', () => {
    const anyOperation = (lessons: Lesson[], value: Lesson): fc.Arbitrary<Operation> => {
      const ids = fc.constantFrom(...lessons.map((l) => l.id), value.id);
      const by = fc.constantFrom(...provenances);
      const evidence = lessons.flatMap((l) => l.evidence);
      return fc.oneof(
        by.map((b) => add(value, { by: b })),
        fc.tuple(ids, by).map(([lesson, b]) => operation('retire', { lesson, by: b })),
        fc.tuple(ids, by).map(([lesson, b]) => operation('sleep', { lesson, by: b })),
        fc.tuple(ids, by).map(([lesson, b]) => operation('wake', { lesson, by: b })),
        fc.tuple(ids, by).map(([lesson, b]) => operation('reinforce', { lesson, by: b, ...reinforced, evidence: value.evidence })),
        fc.tuple(ids, by).map(([lesson, b]) => operation('revise', { lesson, by: b, value: { ...value, id: lesson, evidence } })),
        fc.tuple(ids, by).map(([lesson, b]) =>
          operation('merge', {
            lesson,
            by: b,
            from: lessons.map((l) => l.id).filter((l) => l !== lesson),
            value: { ...value, id: lesson, evidence },
          }),
        ),
      );
    };
    // lessons are in the form in which memory holds them: printed and read
    const canonical = (l: Lesson): Lesson =>
      apply(memory(), add({ ...l, provenance: 'person' }, { by: 'person' })).get(l.id) ?? assert.fail();
    const scene = fc
      .tuple(fc.uniqueArray(anyLesson, { minLength: 1, maxLength: 3, selector: (l) => l.id }), anyLesson)
      .chain(([lessons, value]) => {
        const held = lessons.map(canonical);
        return fc.tuple(fc.constant(memory(...held)), anyOperation(held, value));
      });
    fc.assert(
      fc.property(scene, ([before, op]) => {
        const result = applyOperation(before, op);
        if (result.state === 'refused') return assert.ok(result.reason.length > 0);
        const reverted = revertEdits(result.lessons, result.edits);
        assert.equal(reverted.state, 'applied');
        if (reverted.state === 'applied') assert.deepEqual(reverted.lessons, before);
        const [edit] = result.edits;
        const later = new Map(result.lessons).set(edit?.id ?? '', { ...lesson(), id: edit?.id ?? '', statement: 'changed later' });
        return assert.equal(revertEdits(later, result.edits).state, 'refused');
      }),
      { numRuns: 200 },
    );
  });
});
