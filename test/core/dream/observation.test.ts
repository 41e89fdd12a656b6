import assert from 'node:assert/strict';
import { citeEvent } from '../../../src/core/dream/lesson-draft.js';
import { observe } from '../../../src/core/dream/observation.js';
import { world } from './world.js';

describe('Observations', () => {
  it('let each finding speak once, with the last word of a person', () => {
    const w = world();
    const [a, b] = [w.finding({ rule: 'r', path: 'a.js' }), w.finding({ rule: 'r', path: 'b.js' })];
    w.dismiss(a, { reason: 'false-alarm' });
    w.dismiss(b);
    w.accept(a);
    w.dismiss(b, { reason: 'intended' });
    const said = observe(w.lines).map((o) => [o.fingerprint, o.verdict, o.authority, o.reason]);
    assert.deepEqual(said, [
      [a.fingerprint, 'accepted', 'person', undefined],
      [b.fingerprint, 'rejected', 'person', 'intended'],
    ]);
  });

  it('keep what an outcome said when the finding is merely absent later', () => {
    const w = world();
    const a = w.finding({ rule: 'r', path: 'a.js' });
    w.outcome(a, 'fixed');
    w.outcome(a, 'absent');
    assert.deepEqual(
      observe(w.lines).map((o) => [o.verdict, o.authority]),
      [['accepted', 'outcome']],
    );
  });

  it('rank a person above an outcome and an outcome above automation and agents, whoever speaks last', () => {
    const w = world();
    const [a, b] = [w.finding({ rule: 'r', path: 'a.js' }), w.finding({ rule: 'r', path: 'b.js' })];
    w.dismiss(a);
    w.outcome(a, 'fixed');
    w.accept(a, { by: 'agent' });
    w.outcome(b, 'fixed');
    w.dismiss(b, { by: 'automation' });
    assert.deepEqual(
      observe(w.lines).map((o) => [o.verdict, o.authority]),
      [
        ['rejected', 'person'],
        ['accepted', 'outcome'],
      ],
    );
  });

  for (const [what, say] of [
    ['a contest', (w: ReturnType<typeof world>, f: ReturnType<typeof w.finding>) => w.contest(f)],
    ['“already handled”', (w: ReturnType<typeof world>, f: ReturnType<typeof w.finding>) => w.dismiss(f, { reason: 'already-handled' })],
    ['“duplicate”', (w: ReturnType<typeof world>, f: ReturnType<typeof w.finding>) => w.dismiss(f, { reason: 'duplicate' })],
    ['a withdrawal', (w: ReturnType<typeof world>, f: ReturnType<typeof w.finding>) => w.withdraw(f)],
    ['rewritten code', (w: ReturnType<typeof world>, f: ReturnType<typeof w.finding>) => w.outcome(f, 'rewritten'), 'alone'],
  ] as const) {
    it(`take ${what} as saying nothing about the rule`, () => {
      const w = world();
      const f = w.finding({ rule: 'r', path: 'a.js' });
      if (what !== 'rewritten code') w.dismiss(f);
      say(w, f);
      assert.deepEqual(observe(w.lines), []);
    });
  }

  it('do not let an agent take back what a person said', () => {
    const w = world();
    const f = w.finding({ rule: 'r', path: 'a.js' });
    w.dismiss(f);
    w.withdraw(f, 'agent');
    assert.equal(observe(w.lines).length, 1);
  });

  it('count a finding that a person brought back as accepted and against the lesson, until the person dismisses it', () => {
    const w = world();
    const f = w.finding({ rule: 'r', path: 'a.js' });
    w.overrule({ finding: f, lesson: 'lesson-1', why: '' });
    assert.deepEqual(
      observe(w.lines).map((o) => [o.verdict, o.overruled]),
      [['accepted', ['lesson-1']]],
    );
    w.accept(f);
    assert.deepEqual(observe(w.lines)[0]?.overruled, ['lesson-1']);
    w.dismiss(f);
    assert.deepEqual(
      observe(w.lines).map((o) => [o.verdict, o.overruled]),
      [['rejected', []]],
    );
  });

  it('invariant 5: cite a line by its hash and by a part that stands in it exactly', () => {
    const w = world();
    w.dismiss(w.finding({ rule: 'r', path: 'a.js', fingerprint: 'with "quotes" \\ and ü' }));
    w.overrule({ finding: w.finding({ rule: 'r', path: 'a.js' }), lesson: 'lesson-1', why: '' });
    w.outcome(w.finding({ rule: 'r', path: 'a.js' }), 'fixed');
    const observations = observe(w.lines);
    assert.equal(observations.length, 3);
    for (const observation of observations) {
      const { cite } = observation;
      const { quote } = citeEvent(observation);
      const line = w.raw[cite.seq] ?? '';
      assert.equal(w.ports.hash.sha256(line), cite.hash);
      assert.ok(line.includes(quote), `${quote} in ${line}`);
    }
  });
});
