import assert from 'node:assert/strict';
import { memoryHealth, type HealthInput } from '../../../src/core/memory/health.js';
import type { Lesson } from '../../../src/core/memory/lesson.js';
import { lesson, lessonUse as use } from './lessons.js';

const quiet = (id: string, paths: string[], more: Partial<Lesson> = {}): Lesson =>
  lesson({
    id,
    statement: `What ${id} says about ${paths.join(' ')}`,
    scope: { paths, languages: [], rules: ['no-console'], symbols: [] },
    effect: { do: 'hold-back' },
    status: 'active',
    ...more,
  });
const loud = (id: string, paths: string[], more: Partial<Lesson> = {}): Lesson => quiet(id, paths, { effect: { do: 'raise' }, ...more });
const said = (id: string, statement: string, more: Partial<Lesson> = {}): Lesson => {
  const { effect: _, ...plain } = quiet(id, []);
  return { ...plain, scope: { paths: [], languages: [], rules: [], symbols: [] }, statement, ...more };
};

function problems(lessons: Lesson[], more: Partial<HealthInput> = {}): string[] {
  return memoryHealth({ version: null, lessons, ...more }).problems.map((p) => `${p.kind} ${p.lessons.join(' ')}`);
}

describe('Memory health', () => {
  it('finds nothing wrong with lessons that speak of different things', () => {
    const health = memoryHealth({
      version: 'v1',
      lessons: [
        quiet('a', ['scripts/**']),
        loud('b', ['src/**']),
        quiet('c', ['tools/**'], { scope: { paths: ['tools/**'], languages: [], rules: ['eqeqeq'], symbols: [] } }),
      ],
    });
    assert.deepEqual(health.problems, []);
    assert.deepEqual([health.version, health.lessons, health.effective], ['v1', 3, 3]);
    assert.ok(health.tokens > 10 && health.tokens < 300, String(health.tokens));
  });

  for (const [what, lessons, expected] of [
    ['the same topic twice', [quiet('a', ['src/**']), quiet('b', ['src/**'])], ['duplicate b a']],
    ['one folder within the other', [quiet('a', ['src/**']), quiet('b', ['src/ui/**'])], ['duplicate b a']],
    ['a file within a folder', [quiet('a', ['src/**']), quiet('b', ['src/ui/button.ts'])], ['duplicate b a']],
    ['everything and one folder', [quiet('a', []), quiet('b', ['src/ui/**'])], ['duplicate b a']],
    ['a proved lesson and a trial that is wider', [quiet('a', [], { status: 'trial' }), quiet('b', ['src/**'])], []],
    [
      'a shape and the same shape in a folder',
      [
        quiet('a', [], { effect: { do: 'hold-back', shape: 'n ( s )' } }),
        quiet('b', ['src/**'], { effect: { do: 'hold-back', shape: 'n ( s )' } }),
      ],
      ['duplicate b a'],
    ],
    [
      'two shapes',
      [quiet('a', [], { effect: { do: 'hold-back', shape: 'n ( s )' } }), quiet('b', [], { effect: { do: 'hold-back', shape: 'n' } })],
      [],
    ],
    ['retired ones', [quiet('a', ['src/**']), quiet('b', ['src/**'], { status: 'retired' })], []],
    ['opposite effects in one scope', [quiet('a', ['src/**']), loud('b', ['src/**'])], ['contradiction b a']],
    ['opposite effects in scopes that hold each other', [quiet('a', []), loud('b', ['src/ui/**'])], ['contradiction a b']],
    [
      'opposite effects in a folder and a file of it, the file quiet',
      [loud('a', ['src/**']), quiet('b', ['src/ui/x.ts'])],
      ['contradiction a b'],
    ],
    ['opposite effects on the files of two languages', [quiet('a', ['src/*.ts']), loud('b', ['src/*.py'])], []],
    ['opposite effects in a folder and only below it', [quiet('a', ['src/*.ts']), loud('b', ['src/ui/*.ts'])], []],
    [
      'opposite effects on symbols that do not meet',
      [
        quiet('a', [], { scope: { paths: [], languages: [], rules: ['no-console'], symbols: ['Cart'] } }),
        loud('b', [], { scope: { paths: [], languages: [], rules: ['no-console'], symbols: ['Shop'] } }),
      ],
      [],
    ],
    [
      'a rule and any rule',
      [quiet('a', ['src/**']), loud('b', ['src/ui/**'], { scope: { paths: ['src/ui/**'], languages: [], rules: [], symbols: [] } })],
      ['contradiction a b'],
    ],
    [
      'the same words',
      [said('a', 'Run `npm test` before a commit in this repository'), said('b', 'Before a commit, run `npm test` in this repository')],
      ['duplicate b a'],
    ],
    [
      'the opposite words',
      [
        said('a', 'Run `npm test` before a commit in this repository'),
        said('b', 'Never run `npm test` before a commit in this repository'),
      ],
      ['contradiction b a'],
    ],
    ['other words', [said('a', 'Run `npm test` before a commit'), said('b', 'Money is kept in cents as integers')], []],
    [
      'like words about places that do not meet',
      [
        said('a', 'Run the generator after changes here', { scope: { paths: ['api/**'], languages: [], rules: [], symbols: [] } }),
        said('b', 'Run the generator after changes here', { scope: { paths: ['web/**'], languages: [], rules: [], symbols: [] } }),
      ],
      [],
    ],
  ] as [string, Lesson[], string[]][]) {
    it(`of ${what} says: ${expected.join(', ') || 'nothing'}`, () => assert.deepEqual(problems(lessons), expected));
  }

  it('counts what is stale, unused and harmful, and says why', () => {
    const health = memoryHealth({
      version: null,
      lessons: ['a', 'b', 'c', 'd', 'e'].map((id) => quiet(id, [`${id}/**`])),
      uses: new Map([
        ['a', use({ harmed: 2, broughtBack: 1, helped: 1 })],
        ['b', use({ harmed: 1, helped: 20 })],
        ['c', use({ idleReviews: 60 })],
        ['d', use({ idleReviews: 10 })],
      ]),
      gone: new Map([
        ['d', { gone: 1, cited: 3 }],
        ['e', { gone: 2, cited: 2 }],
      ]),
    });
    assert.deepEqual(
      health.problems.map((p) => `${p.kind} ${p.lessons.join(' ')}: ${p.reason}`),
      [
        'harmful a: people decided against it twice, 1 brought back; it was right once'.replace('twice', '2 times'),
        'stale d: 1 of the 3 places that it cites are gone',
        'stale e: all the code that it cites is gone',
        'unused c: it touched no finding in the last 60 reviews',
      ],
    );
    assert.deepEqual([health.harmful, health.stale, health.unused], [1, 2, 1]);
  });

  it('names each of very many lessons of one place at most once, and looks at few others for each', () => {
    const lessons = Array.from({ length: 3000 }, (_, i) => (i % 2 ? quiet(`l-${i}`, ['src/**']) : loud(`l-${i}`, ['src/**'])));
    const health = memoryHealth({ version: null, lessons });
    assert.ok(health.duplicates >= 2990 && health.duplicates < 3000, String(health.duplicates));
    const named = health.problems.map((p) => `${p.kind} ${p.lessons[0]}`);
    assert.equal(new Set(named).size, named.length);
    assert.ok(health.contradictions >= 1499, String(health.contradictions));
  });
});
