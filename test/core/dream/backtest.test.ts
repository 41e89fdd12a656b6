import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { backtest } from '../../../src/core/dream/backtest.js';
import type { Draft } from '../../../src/core/dream/draft.js';
import { draftLesson, type Topic } from '../../../src/core/dream/lesson-draft.js';
import type { Observation } from '../../../src/core/dream/observation.js';
import type { Lesson } from '../../../src/core/memory/lesson.js';
import { fakePorts } from '../../support/ports.js';

type Said = 'a' | 'r' | 'fixed' | 'survived' | 'agent';

function observations(said: Said[], path: (i: number) => string = (i) => `scripts/${i}.js`): Observation[] {
  return said.map((word, i) => ({
    at: new Date(1_700_000_000_000 + i * 1000).toISOString(),
    fingerprint: `print-${i}`,
    verdict: word === 'a' || word === 'fixed' ? 'accepted' : 'rejected',
    authority: word === 'agent' ? 'model' : word === 'a' || word === 'r' ? 'person' : 'outcome',
    subject: { rule: 'r', category: 'correctness', severity: 'low', security: false, path: path(i), source: 'rules', lessons: [] },
    cite: { source: 's', file: 'f', seq: i, hash: 'h', quote: 'q' },
    overruled: [],
  }));
}
const times = (n: number, word: Said): Said[] => Array.from({ length: n }, () => word);

function lesson(topic: Topic): Lesson {
  return draftLesson({ hash: fakePorts().hash, codeOf: () => undefined }, topic, observations(times(3, 'r')), {
    at: '2026-01-01T00:00:00.000Z',
  });
}
function draft(topic: Topic = { rule: 'r', scope: 'scripts/', direction: 'hold-back' }): Draft {
  const value = lesson(topic);
  return {
    operation: { v: 1, id: 'op', op: 'add', lesson: value.id, reason: 'r', by: 'person', evidence: value.evidence, value },
    tested: value,
    topic,
  };
}
function run(said: Said[], memory: Lesson[] = []) {
  const result = backtest(draft(), observations(said), memory);
  assert.ok(result);
  return result;
}

describe('The backtest', () => {
  it('invariant 7: lets a lesson pass that hides only what people rejected', () => {
    const result = run(times(10, 'r'));
    assert.equal(result.heldOut, 7);
    assert.equal(result.result, 'pass');
    assert.deepEqual(result.none, { acceptedShown: 0, acceptedHidden: 0, rejectedShown: 7, rejectedHidden: 0 });
    assert.deepEqual(result.new, { acceptedShown: 0, acceptedHidden: 0, rejectedShown: 0, rejectedHidden: 7 });
  });

  it('invariant 7: keeps a lesson in trial with fewer than five held-out verdicts', () => {
    assert.deepEqual([run(times(7, 'r')).result, run(times(7, 'r')).heldOut], ['trial', 4]);
    assert.equal(run(times(8, 'r')).result, 'pass');
  });

  it('invariant 7: fails a lesson that would have hidden a finding that a person accepted', () => {
    const result = run([...times(6, 'r'), 'a', ...times(5, 'r')]);
    assert.equal(result.result, 'fail');
    assert.equal(result.new.acceptedHidden, 1);
    assert.equal(run([...times(6, 'r'), 'fixed', ...times(5, 'r')]).result, 'fail', 'a fix counts like an acceptance');
  });

  it('lets eight later verdicts outvote an earlier one, and says so', () => {
    const result = run([...times(6, 'r'), 'a', ...times(8, 'r')]);
    assert.equal(result.result, 'pass');
    assert.match(result.reason, /outvoted/);
  });

  it('learns only from earlier verdicts: what is known when a finding comes decides whether it would have been hidden', () => {
    // nothing could be learned before the third rejection, and nothing while an acceptance stands
    assert.equal(run(['a', ...times(4, 'r')]).heldOut, 0);
    assert.equal(run(['r', 'r', ...times(6, 'r')]).new.rejectedHidden, 5);
  });

  it('holds out neither surviving findings nor what agents said', () => {
    assert.equal(run([...times(3, 'r'), ...times(10, 'survived'), ...times(10, 'agent')]).heldOut, 0);
  });

  it('does not blame a new lesson for what the old memory hides already', () => {
    const old: Lesson = { ...lesson({ rule: 'r', scope: 'scripts/', direction: 'hold-back' }), id: 'old', status: 'active' };
    const result = run([...times(6, 'r'), 'a', ...times(2, 'r')], [old]);
    assert.equal(result.old.acceptedHidden, 1);
    assert.deepEqual([result.result, result.reason], ['fail', 'would have hidden nothing that people rejected']);
  });

  it('raises only what people nearly always accept', () => {
    const raise = draft({ rule: 'r', scope: 'scripts/', direction: 'raise' });
    assert.equal(backtest(raise, observations(times(8, 'a')), [])?.result, 'pass');
    assert.equal(backtest(raise, observations([...times(4, 'a'), ...times(3, 'r'), ...times(3, 'a')]), [])?.result, 'fail');
  });

  describe('of a lesson that only lowers', () => {
    const scope = { paths: ['scripts/**'], rules: ['r'], languages: [], symbols: [] };
    const plain = lesson({ rule: 'r', scope: 'scripts/', direction: 'hold-back' });
    const lowering: Lesson = { ...plain, id: 'lowers', scope, effect: { do: 'demote' } };
    const test = (said: Said[], memory: Lesson[] = []) => backtest({ tested: lowering }, observations(said), memory);

    it('tests what it would have lowered, by the same rule, and says so', () => {
      const result = test(times(10, 'r'));
      assert.deepEqual([result?.result, result?.heldOut, result?.new.rejectedHidden], ['pass', 7, 7]);
      assert.equal(result?.reason, 'lowers 7 of 7 findings that people rejected, nothing accepted newly lowered');
      assert.equal(test(times(7, 'r'))?.result, 'trial');
      const wrong = test([...times(6, 'r'), 'a', ...times(5, 'r')]);
      assert.deepEqual([wrong?.result, wrong?.reason], ['fail', 'would have lowered 1 finding that people accepted or fixed']);
    });

    it('counts nothing for it that memory lowers or hides already', () => {
      for (const effect of ['demote', 'hold-back'] as const) {
        const result = test(times(10, 'r'), [{ ...plain, id: 'old', status: 'active', effect: { do: effect } }]);
        assert.deepEqual([result?.result, result?.reason], ['fail', 'would have lowered nothing that people rejected'], effect);
      }
      assert.equal(test(times(10, 'r'), [{ ...lowering, status: 'trial' }])?.result, 'pass', 'its own trial is no reason to stay in it');
      const hiding = backtest(draft(), observations(times(10, 'r')), [{ ...lowering, status: 'active' }]);
      assert.equal(hiding?.result, 'pass', 'to hide is more than to lower');
    });
  });

  it('has nothing to test in an operation without effect', () => {
    assert.equal(backtest({}, observations(times(9, 'r')), []), undefined);
  });

  it('samples at most 2,000 findings, keeps every accepted one, and chooses the same ones again', () => {
    const many = observations(times(5000, 'r'));
    const result = backtest(draft(), many, []);
    assert.equal(result?.heldOut, 1997);
    assert.deepEqual(backtest(draft(), many, []), result);
    const accepted = observations([...times(2500, 'r'), 'a', ...times(7, 'r')]);
    assert.equal(backtest(draft(), accepted, [])?.new.acceptedHidden, 1);
  });

  it('counts every held-out finding once under each memory, and passes nothing that hides what stands accepted', () => {
    const word = fc.constantFrom<Said>('a', 'r', 'r', 'r', 'fixed', 'survived', 'agent');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (said, folders) => {
        const all = observations(said, (i) => `scripts/${i % folders}/${i}.js`);
        const result = backtest(draft(), all, []);
        assert.ok(result);
        for (const tally of [result.none, result.old, result.new]) {
          assert.equal(tally.acceptedShown + tally.acceptedHidden + tally.rejectedShown + tally.rejectedHidden, result.heldOut);
        }
        assert.equal(result.none.acceptedHidden + result.none.rejectedHidden, 0);
        if (result.result === 'pass' && result.new.acceptedHidden > 0) {
          const lastAccepted = said.findLastIndex((w) => w === 'a' || w === 'fixed');
          assert.ok(said.slice(lastAccepted + 1).filter((w) => w === 'r').length >= 8);
        }
      }),
    );
  });
});
