import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { applyOperation } from '../../../src/core/memory/apply-operation.js';
import { printLesson } from '../../../src/core/memory/lesson-markdown.js';
import { evidenceKey, type Lesson } from '../../../src/core/memory/lesson.js';
import type { Operation } from '../../../src/core/memory/operation.js';
import { rebaseOperation } from '../../../src/core/memory/rebase-operation.js';
import { anyLesson } from './any-lesson.js';
import { codeEvidence, eventEvidence, lesson, operation } from './lessons.js';

const revise = (value: Lesson): Operation => operation('revise', { lesson: value.id, value });

function rebased(op: Operation, base: Lesson, now: Lesson): Operation {
  const result = rebaseOperation(op, base, now);
  assert.ok(result.state === 'fits', JSON.stringify(result));
  return result.operation;
}
function reason(op: Operation, base: Lesson, now: Lesson): string {
  const result = rebaseOperation(op, base, now);
  assert.ok(result.state === 'conflict', JSON.stringify(result));
  return result.reason;
}

describe('an operation made from an older state of its lesson', () => {
  const base = lesson({ status: 'trial' });

  it('changes only what it was to change: what others did meanwhile stays', () => {
    const now = lesson({ status: 'trial', statement: 'In somebody’s own words', body: 'Theirs.', comments: { kind: ' noted' } });
    const op = rebased(revise({ ...base, pinned: true }), base, now);
    assert.deepEqual('value' in op && op.value, { ...now, pinned: true });
  });

  it('keeps a status that a person set while it only had new words', () => {
    const op = rebased(revise({ ...base, statement: 'New words' }), base, { ...base, status: 'active', pinned: true });
    assert.deepEqual('value' in op && [op.value.statement, op.value.status, op.value.pinned], ['New words', 'active', true]);
  });

  it('is refused where both changed the same field, and not where they changed it to the same', () => {
    const now = { ...base, statement: 'Mine' };
    assert.match(reason(revise({ ...base, statement: 'Theirs' }), base, now), /has been changed since \(statement\)/);
    rebased(revise({ ...base, statement: 'Mine', pinned: true }), base, now);
    assert.match(
      reason(revise({ ...base, scope: { ...base.scope, paths: [] } }), base, { ...base, scope: { ...base.scope, rules: [] } }),
      /scope/,
    );
  });

  it('loses no evidence, and takes its own counts where both counted', () => {
    const now = { ...base, evidence: [eventEvidence(1), codeEvidence('a.js', 'a()')], counts: { accepted: 0, dismissed: 4, overruled: 0 } };
    const value = { ...base, evidence: [eventEvidence(1), eventEvidence(2)], counts: { accepted: 1, dismissed: 3, overruled: 0 } };
    const op = rebased(revise(value), base, now);
    assert.deepEqual('value' in op && op.value.evidence, [...now.evidence, eventEvidence(2)]);
    assert.deepEqual('value' in op && op.value.counts, value.counts);
  });

  it('retires nothing that somebody pinned or rewrote meanwhile, but what only has newer counts', () => {
    const retire = operation('retire', { lesson: base.id });
    assert.match(reason(retire, base, { ...base, pinned: true }), /\(pinned\)/);
    assert.match(reason(retire, base, { ...base, body: 'No!' }), /\(body\)/);
    rebased(retire, base, { ...base, confidence: 0.9, evidence: [...base.evidence, eventEvidence(9)] });
  });

  it('is what it was where nothing has changed meanwhile, whatever the lesson', () => {
    fc.assert(
      fc.property(anyLesson, anyLesson, (old, other) => {
        const op = revise({ ...other, id: old.id });
        assert.deepEqual(rebased(op, old, old), op);
      }),
      { numRuns: 40 },
    );
  });

  it('takes nothing away that others did, when it changes nothing itself', () => {
    fc.assert(
      fc.property(anyLesson, anyLesson, (old, other) => {
        const now: Lesson = { ...other, id: old.id };
        const result = applyOperation(new Map([[now.id, now]]), rebased(revise(old), old, now));
        const after = (result.state === 'applied' && result.lessons.get(now.id)) || now;
        const withoutEvidence = (l: Lesson) => printLesson({ ...l, evidence: [eventEvidence()] });
        assert.equal(withoutEvidence(after), withoutEvidence(now));
        for (const item of now.evidence) assert.ok(after.evidence.some((e) => evidenceKey(e) === evidenceKey(item)));
      }),
      { numRuns: 40 },
    );
  });
});
