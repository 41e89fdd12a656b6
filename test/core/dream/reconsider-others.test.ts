import assert from 'node:assert/strict';
import type { DreamReport } from '../../../src/core/dream/dream-report.js';
import type { Lesson } from '../../../src/core/memory/lesson.js';
import type { Finding, HeldBack } from '../../../src/core/review/finding.js';
import { codeEvidence, lesson } from '../memory/lessons.js';
import { type FindingSketch, type World, world } from './world.js';

const scope = { paths: ['src/**'], languages: [], rules: ['no-console', 'no-empty'], symbols: [] };
/** Reflected on by a model, and in effect; it cites code only. */
const other = (more: Partial<Lesson> = {}): Lesson =>
  lesson({
    id: 'other-3f2a',
    statement: 'Both rules say little about the code of this repository',
    scope,
    provenance: 'model',
    evidence: [codeEvidence('src/a.js', 'log()')],
    counts: { accepted: 0, dismissed: 0, overruled: 0 },
    validFrom: '2025-12-01T00:00:00.000Z',
    lastConfirmed: '2025-12-01T00:00:00.000Z',
    ...more,
  });

function worldWith(...lessons: Lesson[]): World {
  const w = world();
  w.memory.replace(lessons);
  return w;
}
async function sees(w: World, sketches: FindingSketch[]): Promise<(Finding | HeldBack)[]> {
  const { shown, held } = await w.review(sketches);
  return [...shown, ...held];
}
/** People bring back what was held back, and accept what was shown. */
async function wanted(w: World, ...sketches: FindingSketch[]): Promise<void> {
  for (const seen of await sees(w, sketches)) {
    if ('finding' in seen) w.overrule(seen);
    else w.accept(seen);
  }
}
async function unwanted(w: World, ...sketches: FindingSketch[]): Promise<void> {
  for (const seen of await sees(w, sketches)) w.dismiss('finding' in seen ? seen.finding : seen);
}
const of = (w: World, id = 'other-3f2a'): Lesson => w.memory.lessons().get(id) ?? assert.fail('there is no such lesson');
const said = (report: DreamReport): string[] =>
  report.operations
    .filter((o) => o.operation.lesson === 'other-3f2a')
    .map(({ operation, decision }) => `${operation.op}${operation.op === 'reinforce' ? ` ${operation.status ?? ''}` : ''} ${decision}`);
const own = ({ operations }: DreamReport) =>
  operations.find((o) => o.operation.lesson === 'other-3f2a') ?? assert.fail('it is not touched');
/** Of one rule people accept at most two findings here: from three on the statistics raise it, and settle that against the lesson by themselves. */
const many = (count: number, sketch: FindingSketch): FindingSketch[] =>
  Array.from({ length: count }, (_, i) => ({ ...sketch, path: sketch.path.replace('*', String(i)) }));

describe('Lessons of other shapes that turn out harmful', () => {
  const shapes: Record<string, [Partial<Lesson>, FindingSketch]> = {
    symbols: [
      { scope: { ...scope, rules: ['no-console'], symbols: ['Cart'] } },
      { rule: 'no-console', path: 'src/*.js', symbol: 'Cart.total' },
    ],
    'a language': [{ scope: { ...scope, rules: [], languages: ['typescript'] } }, { rule: 'no-console', path: 'src/*.ts' }],
    'one specialist': [
      { scope: { ...scope, rules: [] }, audience: 'performance' },
      { path: 'src/*.js', specialist: 'performance' },
    ],
    'globs of their own': [
      { scope: { ...scope, rules: ['no-console'], paths: ['src/**/*.{js,ts}'] } },
      { rule: 'no-console', path: 'src/*.js' },
    ],
    'a shape of code and no rule': [
      { scope: { ...scope, rules: [] }, effect: { do: 'hold-back', shape: 'n ( n )' } },
      { path: 'src/*.js', quote: 'log(x)' },
    ],
  };
  for (const [name, [more, sketch]] of Object.entries(shapes)) {
    it(`go back on trial and are then retired, with the verdicts against them: ${name}`, async () => {
      const w = worldWith(other(more));
      await wanted(w, ...many(2, sketch));
      assert.deepEqual(said(await w.dream()), ['reinforce trial apply']);
      assert.equal(of(w).status, 'trial');
      assert.deepEqual(of(w).counts, { accepted: 2, dismissed: 0, overruled: 2 });
      await wanted(w, { ...sketch, path: 'src/more.ts'.replace('.ts', sketch.path.slice(-3)) });
      const report = await w.dream();
      assert.deepEqual(said(report), ['retire apply']);
      const { operation } = own(report);
      assert.match(operation.reason, /^contradicted: 0 of 3 dismissed, 2 brought back$/);
      assert.equal(operation.by, 'person');
      assert.equal(operation.evidence.length, 3);
      assert.equal(of(w).status, 'retired');
      // and it stays so
      await unwanted(w, { rule: 'unrelated', path: 'docs/x.js' });
      assert.deepEqual(said(await w.dream()), []);
    });
  }

  it('when they raise what people dismiss, or only lower what people accept, are reconsidered too', async () => {
    for (const effect of [{ do: 'raise' }, { do: 'demote' }] as const) {
      const w = worldWith(other({ effect }));
      const speak = effect.do === 'raise' ? unwanted : wanted;
      await speak(w, ...many(2, { rule: 'no-console', path: 'src/*.js' }), ...many(2, { rule: 'no-empty', path: 'src/*.js' }));
      assert.deepEqual(said(await w.dream()), ['reinforce trial apply'], effect.do);
      await speak(w, { rule: 'no-console', path: 'src/x.js' });
      assert.deepEqual(said(await w.dream()), ['retire apply'], effect.do);
    }
  });

  it('are narrowed to the rules, symbols or files in which they are right', async () => {
    const w = worldWith(other());
    await unwanted(w, ...many(4, { rule: 'no-empty', path: 'src/*.js' }));
    await wanted(w, ...many(2, { rule: 'no-console', path: 'src/*.js' }));
    const report = await w.dream();
    assert.deepEqual(said(report), ['revise apply']);
    assert.match(own(report).operation.reason, /no longer about the rule `no-console`: 0 of 2 dismissed there/);
    assert.deepEqual(of(w).scope, { ...scope, rules: ['no-empty'] });
    assert.equal(of(w).status, 'active');
    assert.deepEqual(of(w).counts, { accepted: 0, dismissed: 4, overruled: 0 });
    assert.match(of(w).body, /Narrowed on 2026-/);
    const { shown } = await w.review([{ rule: 'no-console', path: 'src/x.js' }]);
    assert.deepEqual([shown.length, shown[0]?.severity], [1, 'medium']);

    const symbols = worldWith(other({ scope: { ...scope, rules: ['no-console'], symbols: ['Cart', 'Shop'] } }));
    await wanted(symbols, ...many(2, { rule: 'no-console', path: 'src/*.js', symbol: 'Shop.open' }));
    assert.deepEqual(said(await symbols.dream()), ['revise apply']);
    assert.deepEqual(of(symbols).scope.symbols, ['Cart'], 'nobody spoke of it: it stays');

    const files = worldWith(other({ scope: { ...scope, rules: ['no-console'], paths: ['src/a/**', 'src/b/**'] } }));
    await wanted(files, ...many(2, { rule: 'no-console', path: 'src/b/*.js' }));
    assert.deepEqual(said(await files.dream()), ['revise apply']);
    assert.deepEqual(of(files).scope.paths, ['src/a/**']);
  });

  it('are no longer hidden behind a slip: when later verdicts would show nearly everything again for nothing, the retirement is dropped', async () => {
    const w = worldWith(other({ status: 'trial', scope: { ...scope, rules: ['no-console'], symbols: ['Cart'] } }));
    const sketch = { rule: 'no-console', symbol: 'Cart', path: 'src/*.js' };
    await wanted(w, ...many(2, sketch));
    await unwanted(w, ...many(5, { ...sketch, path: 'src/later-*.js' }));
    await wanted(w, { ...sketch, path: 'src/slip.js' });
    await unwanted(w, ...many(3, { ...sketch, path: 'src/last-*.js' }));
    const report = await w.dream();
    const dropped = report.operations.find((o) => o.operation.op === 'retire');
    assert.equal(dropped?.decision, 'drop');
    assert.match(dropped?.reason ?? '', /only 2 of 10 later findings were accepted/);
    assert.equal(of(w).status, 'trial');
  });

  it('are promoted from their trial by verdicts that confirm them, after the same backtest as all others', async () => {
    const w = worldWith(other({ status: 'trial' }));
    await unwanted(w, ...many(4, { rule: 'no-console', path: 'src/*.js' }), ...many(4, { rule: 'no-empty', path: 'src/*.js' }));
    const report = await w.dream();
    assert.ok(said(report).includes('reinforce active apply'), said(report).join());
    assert.equal(of(w).status, 'active');
  });

  it('invariant 4: keep away from security findings, whatever people say of those', async () => {
    const w = worldWith(other());
    await wanted(w, ...many(2, { rule: 'no-console', path: 'src/*.js', security: true }));
    assert.deepEqual(said(await w.dream()), []);
    assert.equal(of(w).status, 'active');
  });
});

describe('A harmful lesson of a person’s own', () => {
  const sketch: FindingSketch = { rule: 'no-console', path: 'src/*.js' };
  for (const [name, more, why] of [
    ['pinned', { pinned: true }, 'a person pinned it'],
    ['written', { provenance: 'person' }, 'a person wrote it'],
  ] as const) {
    it(`waits for a person, and acts until then: ${name}`, async () => {
      const w = worldWith(other(more));
      await wanted(w, ...many(2, sketch), ...many(2, { ...sketch, rule: 'no-empty' }));
      const before = of(w);
      const report = await w.dream();
      assert.deepEqual(said(report), ['retire wait']);
      assert.match(own(report).reason, new RegExp(`^${why}`));
      assert.deepEqual(of(w), before);
      assert.deepEqual(
        (await w.memory.proposals()).flatMap((p) => p.operations.map((o) => `${o.op} ${o.lesson}`)),
        ['retire other-3f2a'],
      );
    });
  }

  it('is proposed to be narrowed where that is enough', async () => {
    const w = worldWith(other({ pinned: true }));
    await unwanted(w, ...many(3, { ...sketch, rule: 'no-empty' }));
    await wanted(w, ...many(2, sketch));
    assert.deepEqual(said(await w.dream()), ['revise wait']);
    assert.deepEqual(of(w).scope, scope);
  });

  it('is not asked about again after a person decided, before there are newer verdicts', async () => {
    const w = worldWith(other({ provenance: 'person' }));
    await wanted(w, ...many(2, sketch), ...many(2, { ...sketch, rule: 'no-empty' }));
    const report = await w.dream();
    const waiting = own(report);
    w.record({ type: 'proposal-decided', dream: report.dream, operation: waiting.operation.id, decision: 'discard', by: 'person' });
    await unwanted(w, { rule: 'unrelated', path: 'docs/x.js' });
    assert.deepEqual(
      said(await w.dream()).filter((s) => s.includes('wait')),
      [],
    );
    await wanted(w, { ...sketch, path: 'src/new.js' });
    assert.deepEqual(said(await w.dream()), ['retire wait']);
  });

  it('that rests on people is not taken away by outcomes alone', async () => {
    const w = worldWith(other({ provenance: 'team' }));
    const { held } = await w.review([...many(2, sketch), ...many(2, { ...sketch, rule: 'no-empty' })]);
    for (const h of held) w.outcome(h.finding, 'fixed');
    const report = await w.dream();
    assert.deepEqual(said(report), ['retire wait']);
    assert.match(own(report).reason, /rests on the team/);
  });
});

describe('A verdict that does not tell what a lesson asks for', () => {
  const symbols = { scope: { ...scope, rules: ['no-console'], symbols: ['Cart'] } };

  it('changes nothing on a guess, and the dream says so', async () => {
    const w = worldWith(other(symbols));
    const { shown } = await w.review(many(2, { rule: 'no-console', path: 'src/*.js' }));
    assert.equal(shown.length, 2, 'the review did not guess either');
    for (const f of shown) w.accept(f);
    const report = await w.dream();
    assert.deepEqual(said(report), []);
    assert.deepEqual(report.notes, [
      '2 verdicts that may speak against `other-3f2a` do not tell the symbol of the finding: nothing is done on a guess',
    ]);
    assert.equal(of(w).status, 'active');
  });

  it('counts when the review’s own record says that the lesson touched the finding', async () => {
    const w = worldWith(other(symbols));
    const { held } = await w.review(many(2, { rule: 'no-console', path: 'src/*.js', symbol: 'Cart' }));
    for (const h of held) {
      const { symbol: _, ...anchor } = h.finding.anchor;
      w.overrule({ ...h, finding: { ...h.finding, anchor } });
    }
    assert.deepEqual(said(await w.dream()), ['reinforce trial apply']);
  });
});
