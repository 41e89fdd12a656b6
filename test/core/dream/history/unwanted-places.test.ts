import assert from 'node:assert/strict';
import { lessonsFromPlaces, type Others, type UnwantedPlace } from '../../../../src/core/dream/history/unwanted-places.js';
import type { Lesson } from '../../../../src/core/memory/lesson.js';
import { fakePorts } from '../../../support/ports.js';
import { world } from '../world.js';
import { observe } from '../../../../src/core/dream/observation.js';

const ports = fakePorts();
const deps = { ...ports, at: '2026-01-05T10:00:00.000Z' };

function at(path: string, more: Partial<UnwantedPlace> = {}): UnwantedPlace {
  return {
    rule: 'eslint/no-console',
    path,
    startLine: 3,
    endLine: 4,
    quote: '// off\nconsole.log(1)',
    whole: false,
    wanted: false,
    ...more,
  };
}

function learn(
  places: UnwantedPlace[],
  lessons: Lesson[] = [],
  others: Others = () => 0,
): { lessons: Lesson[]; skipped: Map<string, number> } {
  const { operations, skipped } = lessonsFromPlaces(deps, { places, lessons, observations: [], how: 'suppressions', others });
  return { lessons: operations.flatMap((o) => (o.op === 'add' ? [o.value] : [])), skipped };
}

describe('lessons from suppressed places', () => {
  it('learns one from three places, in the widest scope that they speak for, on trial and with the team’s word', () => {
    const { lessons } = learn([at('scripts/a.js', { reason: 'a CLI' }), at('scripts/b.js'), at('scripts/c.js')]);
    assert.equal(lessons.length, 1);
    const [lesson] = lessons;
    assert.deepEqual(lesson?.scope.paths, ['scripts/**']);
    assert.deepEqual([lesson?.status, lesson?.provenance, lesson?.evidence.length], ['trial', 'team', 3]);
    assert.match(lesson?.body ?? '', /Reasons given there: `a CLI`/);
  });

  it('learns from one comment that silences a rule in a whole file, for that file', () => {
    assert.deepEqual(
      learn([at('bin/x.js', { whole: true })]).lessons.map((l) => l.scope.paths),
      [['bin/x.js']],
    );
  });

  it('takes a comment here and there for an exception to a rule that is wanted', () => {
    const places = [at('src/a/x.js'), at('src/b/x.js'), at('src/c/x.js'), at('bin/a.js'), at('bin/b.js'), at('bin/c.js')];
    const { lessons } = learn(places, [], (_, scope) => (scope === 'bin/' ? 2 : 40));
    assert.deepEqual(
      lessons.map((l) => l.scope.paths),
      [['bin/**']],
    );
  });

  it('learns nothing from two places, nor from one counted three times', () => {
    assert.deepEqual(learn([at('a.js'), at('b.js')]).lessons, []);
    assert.deepEqual(learn([at('a.js'), at('a.js'), at('a.js')]).lessons, []);
    assert.equal(learn([at('a.js'), at('b.js')]).skipped.get('too few of its rule to learn from'), 2);
  });

  it('adds nothing the second time, also when somebody has retired the lesson', () => {
    const places = [at('scripts/a.js'), at('scripts/b.js'), at('scripts/c.js')];
    const { lessons } = learn(places);
    assert.deepEqual(learn(places, lessons).lessons, []);
    assert.deepEqual(learn(places, [{ ...lessons[0]!, status: 'retired' }]).lessons, []);
    assert.equal(learn(places, lessons).skipped.get('known already'), 3);
  });

  it('invariant 4: learns nothing that quiets security', () => {
    for (const rule of ['eslint/security/detect-eval', 'ruff/S603', 'golangci-lint/gosec', 'bandit/B602', 'secret/aws']) {
      const places = ['a', 'b', 'c'].map((name) => at(`scripts/${name}.js`, { rule }));
      assert.deepEqual(learn(places).lessons, [], rule);
    }
  });

  it('takes a suppression that was rejected for a word against it', () => {
    const places = [at('scripts/a.js'), at('scripts/b.js'), at('scripts/c.js'), at('scripts/d.js', { wanted: true })];
    assert.deepEqual(learn(places).lessons, []);
  });

  it('adds nothing that a person’s verdicts contradict', async () => {
    const w = world();
    const { shown } = await w.review([{ rule: 'eslint/no-console', path: 'scripts/z.js' }]);
    w.accept(shown[0]!);
    const places = [at('scripts/a.js'), at('scripts/b.js'), at('scripts/c.js')];
    const { operations, skipped } = lessonsFromPlaces(deps, {
      places,
      lessons: [],
      observations: observe(w.lines),
      how: 'suppressions',
      others: () => 0,
    });
    assert.deepEqual([operations.length, skipped.get('contradicted by verdicts')], [0, 3]);
  });

  it('is taken up by the dreams that follow: verdicts promote it, and contradict it', async () => {
    const w = world();
    const { operations } = lessonsFromPlaces(
      { ...w.ports, at: w.ports.clock.now().toISOString() },
      {
        places: ['a', 'b', 'c'].map((name) => at(`scripts/${name}.js`)),
        lessons: [],
        observations: [],
        how: 'suppressions',
        others: () => 0,
      },
    );
    await w.memory.apply(operations, { message: 'Learned' });
    for (let i = 0; i < 9; i++) {
      const { shown } = await w.review([{ rule: 'eslint/no-console', path: `scripts/n${i}.js` }]);
      for (const f of shown) w.dismiss(f);
    }
    await w.dream();
    const [lesson] = (await w.memory.read()).lessons;
    assert.equal(lesson?.id, operations[0]?.lesson);
    assert.equal(lesson?.status, 'active');
  });
});
