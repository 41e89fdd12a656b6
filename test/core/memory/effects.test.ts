import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { codeShape } from '../../../src/core/analysis/code-shape.js';
import { applyEffects } from '../../../src/core/memory/effects.js';
import type { Lesson } from '../../../src/core/memory/lesson.js';
import { matchesLesson } from '../../../src/core/memory/matches-lesson.js';
import { severities, type Finding } from '../../../src/core/review/finding.js';
import { anyFinding, anyNearLesson } from './any-lesson.js';
import { finding, lesson } from './lessons.js';

function shown(of: Finding, lessons: Lesson[]): Finding {
  const result = applyEffects(of, lessons);
  return result.state === 'shown' ? result.finding : assert.fail('it was held back');
}

function held(of: Finding, lessons: Lesson[]) {
  const result = applyEffects(of, lessons);
  return result.state === 'held-back' ? result.held : assert.fail('it was shown');
}

describe('effects of lessons on a finding', () => {
  it('holds a finding back by an active lesson, and says by which and why', () => {
    const back = held(finding(), [lesson()]);
    assert.equal(back.lesson, lesson().id);
    assert.equal(back.why, '“Console output is intended in scripts/” (active: 3 dismissed, 0 accepted)');
    assert.deepEqual(back.finding, finding({ lessons: [lesson().id] }));
  });

  it('a trial never hides: its hold-back demotes one level and marks', () => {
    const marked = shown(finding(), [lesson({ status: 'trial' })]);
    assert.equal(marked.severity, 'low');
    assert.deepEqual(marked.lessons, [lesson().id]);
    assert.deepEqual(marked.effects, [
      {
        lesson: lesson().id,
        effect: 'demote',
        from: 'medium',
        why: '“Console output is intended in scripts/” (trial: 3 dismissed, 0 accepted)',
      },
    ]);
  });

  it('demotes and raises by one level, and stops at the ends', () => {
    const [demote, raise] = [lesson({ effect: { do: 'demote' } }), lesson({ effect: { do: 'raise' } })];
    assert.equal(shown(finding({ severity: 'high' }), [demote]).severity, 'medium');
    assert.equal(shown(finding({ severity: 'info' }), [demote]).severity, 'info');
    assert.equal(shown(finding({ severity: 'high' }), [raise]).severity, 'critical');
    assert.equal(shown(finding({ severity: 'critical' }), [raise]).severity, 'critical');
  });

  it('a trial does not raise, it says that it would', () => {
    const marked = shown(finding(), [lesson({ status: 'trial', effect: { do: 'raise' } })]);
    assert.equal(marked.severity, 'medium');
    assert.equal(marked.effects[0]?.effect, 'annotate');
  });

  it('leaves a finding alone that lies in no scope', () => {
    for (const other of [
      lesson({ scope: { paths: ['src/**'], languages: [], rules: [], symbols: [] } }),
      lesson({ scope: { paths: [], languages: ['python'], rules: [], symbols: [] } }),
      lesson({ scope: { paths: [], languages: [], rules: ['no-eval'], symbols: [] } }),
      lesson({ scope: { paths: [], languages: [], rules: [], symbols: ['Cart'] } }),
      lesson({ effect: { do: 'hold-back', shape: codeShape('throw new Error("x")') } }),
      lesson({ audience: 'performance' }),
      lesson({ effect: undefined }),
      lesson({ status: 'dormant' }),
      lesson({ status: 'proposed' }),
      lesson({ status: 'retired' }),
    ]) {
      assert.deepEqual(applyEffects(finding(), [other]), { state: 'shown', finding: finding() });
    }
  });

  it('matches the same code under other names when the effect names a shape', () => {
    const shaped = lesson({ effect: { do: 'hold-back', shape: codeShape('console.log(b)') } });
    assert.equal(matchesLesson(shaped, { rule: 'no-console', path: 'scripts/x.js', quote: '  console.log(other)' }), true);
    assert.equal(matchesLesson(shaped, { rule: 'no-console', path: 'scripts/x.js', quote: 'if (a) console.log(b, 1)' }), false);
    assert.equal(matchesLesson(shaped, { rule: 'no-console', path: 'scripts/x.js' }), false);
  });

  it('a symbol covers what lies in it, and not its namesakes', () => {
    const scoped = lesson({ scope: { paths: [], languages: [], rules: [], symbols: ['Cart'] } });
    const symbols = ['Cart', 'Cart.total', 'Carton', undefined];
    assert.deepEqual(
      symbols.map((symbol) => matchesLesson(scoped, { path: 'a.ts', symbol })),
      [true, true, false, false],
    );
  });

  it('does not act on a condition that it cannot check', () => {
    for (const condition of [{ when: 'the script runs in CI' }, { unless: 'it prints a password' }]) {
      assert.equal(applyEffects(finding(), [lesson({ scope: { ...lesson().scope, ...condition } })]).state, 'shown');
    }
  });

  it('settles conflicts by authority, then by the narrower scope, and names both lessons', () => {
    const folder = lesson({ id: 'quiet', statement: 'Quiet' });
    const file = lesson({
      id: 'loud',
      statement: 'Loud',
      effect: { do: 'raise' },
      scope: { ...folder.scope, paths: ['scripts/build.js'] },
    });
    const raised = shown(finding(), [folder, file]);
    assert.equal(raised.severity, 'high');
    assert.deepEqual(raised.lessons, ['loud', 'quiet']);
    assert.match(raised.effects[0]?.why ?? '', /“Loud”.*goes before “Quiet”, which would hold back it|“Loud”.*“Quiet”/);
    assert.deepEqual(
      raised.effects.map((e) => [e.lesson, e.effect]),
      [
        ['loud', 'raise'],
        ['quiet', 'annotate'],
      ],
    );
    const back = held(finding(), [{ ...file, provenance: 'model' }, folder]);
    assert.equal(back.lesson, 'quiet');
    assert.match(back.why, /“Quiet”.*“Loud”/);
    assert.deepEqual(back.finding.lessons, ['quiet', 'loud']);
    assert.equal(shown(finding(), [{ ...file, provenance: 'model', pinned: true }, folder]).severity, 'high');
  });

  it('invariant 4: security findings are never held back or demoted by a lesson, only annotated', () => {
    fc.assert(
      fc.property(anyFinding, fc.array(anyNearLesson, { maxLength: 6 }), (any, lessons) => {
        const result = applyEffects({ ...any, security: true }, lessons);
        if (result.state === 'held-back') return assert.fail('it was held back');
        assert.equal(result.finding.severity, any.severity);
        return assert.ok(result.finding.effects.every((e) => e.effect === 'annotate'));
      }),
    );
  });

  it('invariant 1: of many findings those shown and those held back are all of them, and none of security is missing', () => {
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 20 }), fc.array(anyNearLesson, { maxLength: 12 }), (findings, lessons) => {
        const named = findings.map((of, i) => ({ ...of, id: `f-${i}` }));
        const results = named.map((of) => applyEffects(of, lessons));
        const visible = results.flatMap((r) => (r.state === 'shown' ? [r.finding] : []));
        const heldBack = results.flatMap((r) => (r.state === 'held-back' ? [r.held.finding] : []));
        const all = [...visible, ...heldBack].map((of) => of.id);
        assert.deepEqual(all.sort(), named.map((of) => of.id).sort());
        for (const of of named.filter((f) => f.security)) assert.equal(visible.find((v) => v.id === of.id)?.severity, of.severity);
        assert.ok(heldBack.every((of) => !of.security));
      }),
    );
  });

  it('invariant 1: every finding is shown or held back exactly once, with nothing of it lost, in any order of the lessons', () => {
    let heldBack = 0;
    fc.assert(
      fc.property(anyFinding, fc.uniqueArray(anyNearLesson, { maxLength: 6, selector: (l) => l.id }), (any, lessons) => {
        const result = applyEffects(any, lessons);
        const after = result.state === 'shown' ? result.finding : result.held.finding;
        const { severity, lessons: _, effects, ...rest } = after;
        const { severity: before, lessons: __, effects: ___, ...same } = any;
        assert.deepEqual(rest, same);
        assert.ok(Math.abs(severities.indexOf(severity) - severities.indexOf(before)) <= 1);
        const acting = lessons.filter((l) => l.status === 'active' || l.status === 'trial');
        assert.ok(after.lessons.every((id) => acting.some((l) => l.id === id)));
        assert.ok(effects.every((e) => after.lessons.includes(e.lesson) && e.why.length > 0));
        if (result.state === 'held-back') {
          heldBack++;
          assert.equal(lessons.find((l) => l.id === result.held.lesson)?.status, 'active');
        }
        assert.deepEqual(applyEffects(any, lessons.toReversed()), result);
      }),
      { numRuns: 500 },
    );
    assert.ok(heldBack > 0, 'no lesson held anything back');
  });
});
