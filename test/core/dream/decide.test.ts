import assert from 'node:assert/strict';
import type { BacktestResult } from '../../../src/core/dream/backtest-result.js';
import { decide, type Tested } from '../../../src/core/dream/decide.js';
import { draftLesson } from '../../../src/core/dream/lesson-draft.js';
import type { Lesson, LessonStatus } from '../../../src/core/memory/lesson.js';
import { fakePorts } from '../../support/ports.js';

function lesson(id: string, status: LessonStatus): Lesson {
  const topic = { rule: 'r', scope: 'a/', direction: 'hold-back' } as const;
  return { ...draftLesson({ hash: fakePorts().hash, codeOf: () => undefined }, topic, [], { at: '2026-01-01T00:00:00.000Z' }), id, status };
}
function backtestOf(result: BacktestResult['result']): BacktestResult {
  const tally = { acceptedShown: 0, acceptedHidden: 0, rejectedShown: 0, rejectedHidden: 0 };
  return { heldOut: 0, none: tally, old: tally, new: tally, result, reason: `it is a ${result}` };
}
function added(id: string, result: BacktestResult['result'], more: Partial<Tested['draft']> = {}): Tested {
  const value = lesson(id, 'trial');
  return {
    draft: {
      operation: { v: 1, id: `op-${id}`, op: 'add', lesson: id, reason: 'r', by: 'person', evidence: [], value },
      tested: value,
      ...more,
    },
    backtest: backtestOf(result),
  };
}
function retired(id: string, more: Partial<Tested['draft']> = {}): Tested {
  return { draft: { operation: { v: 1, id: `op-${id}`, op: 'retire', lesson: id, reason: 'r', by: 'person', evidence: [] }, ...more } };
}
const decisions = (tested: Tested[], lessons: Lesson[], apply: 'auto' | 'ask' = 'auto') =>
  decide(tested, { apply, lessons }).map((d) => [d.operation.lesson, d.decision]);

describe('The decision on each operation', () => {
  it('applies what passed, tries what has too little to be tested on, and drops what would hurt, one by one', () => {
    const decided = decide([added('good', 'pass'), added('young', 'trial'), added('bad', 'fail')], { apply: 'auto', lessons: [] });
    assert.deepEqual(
      decided.map((d) => [d.decision, d.operation.op === 'add' && d.operation.value.status]),
      [
        ['apply', 'active'],
        ['trial', 'trial'],
        ['drop', 'trial'],
      ],
    );
    assert.deepEqual(
      decided.map((d) => d.reason),
      ['it is a pass', 'it is a trial', 'it is a fail'],
    );
  });

  it('lets everything wait when it has to ask, except what is dropped anyway', () => {
    const tested = [added('good', 'pass'), added('young', 'trial'), added('bad', 'fail'), added('said', 'trial', { explicit: true })];
    assert.deepEqual(decisions(tested, [], 'ask'), [
      ['good', 'wait'],
      ['young', 'wait'],
      ['bad', 'drop'],
      ['said', 'wait'],
    ]);
  });

  it('invariant 6: a dream that would retire more than a quarter of the lessons in effect waits for a person', () => {
    const lessons = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((id) => lesson(id, 'active'));
    assert.deepEqual(decisions([retired('a'), retired('b')], lessons), [
      ['a', 'apply'],
      ['b', 'apply'],
    ]);
    assert.deepEqual(decisions([retired('a'), retired('b'), retired('c'), added('new', 'pass')], lessons), [
      ['a', 'wait'],
      ['b', 'wait'],
      ['c', 'wait'],
      ['new', 'apply'],
    ]);
  });

  it('counts what would go to sleep for want of room with what it retires, and not with what waits for a person', () => {
    const lessons = Array.from({ length: 12 }, (_, n) => lesson(`l-${n}`, 'active'));
    const asleep = (id: string): Tested => ({
      draft: {
        operation: { v: 1, id: `op-${id}`, op: 'sleep', until: 'room', lesson: id, reason: 'r', by: 'outcome', evidence: [] },
      },
    });
    const go = (retires: number, sleeps: number): string =>
      decisions(
        lessons.slice(0, retires + sleeps).map((l, n) => (n < retires ? retired(l.id) : asleep(l.id))),
        lessons,
      )
        .map(([, decision]) => decision)
        .join(' ');
    assert.equal(go(1, 2), 'apply apply apply');
    assert.equal(go(2, 2), 'apply apply wait wait');
    assert.equal(go(4, 1), 'wait wait wait wait apply', 'unanswered proposals let no memory grow beyond its budget');
    assert.equal(go(0, 4), 'wait wait wait wait');
  });

  it('retires one lesson of few at once, and any number that have lost all that they rested on', () => {
    const few = ['a', 'b', 'c'].map((id) => lesson(id, 'active'));
    assert.deepEqual(decisions([retired('a')], few), [['a', 'apply']]);
    assert.deepEqual(decisions([retired('a'), retired('b')], few), [
      ['a', 'wait'],
      ['b', 'wait'],
    ]);
    const groundless = { groundless: true };
    assert.deepEqual(decisions([retired('a', groundless), retired('b', groundless), retired('c')], few), [
      ['a', 'apply'],
      ['b', 'apply'],
      ['c', 'apply'],
    ]);
  });

  it('lets a conflict with a person wait', () => {
    const [decided] = decide([retired('a', { conflict: 'a person pinned it' })], { apply: 'auto', lessons: [lesson('a', 'active')] });
    assert.deepEqual([decided?.decision, decided?.reason], ['wait', 'a person pinned it: only a person takes it back']);
  });

  it('keeps a lesson in trial that is not proved, and still takes its new counts', () => {
    const counts = { accepted: 0, dismissed: 4, overruled: 0 };
    const operation = { v: 1, id: 'op', lesson: 'a', reason: 'r', by: 'person', evidence: [], op: 'reinforce', counts } as const;
    const draft: Tested['draft'] = {
      operation: { ...operation, evidence: [], confidence: 0.8, lastConfirmed: '2026-01-01T00:00:00.000Z', status: 'active' },
      tested: lesson('a', 'active'),
    };
    const [decided] = decide([{ draft, backtest: backtestOf('trial') }], { apply: 'auto', lessons: [lesson('a', 'trial')] });
    assert.equal(decided?.decision, 'apply');
    assert.ok(decided.operation.op === 'reinforce' && decided.operation.status === undefined);
  });
});
