import assert from 'node:assert/strict';
import type { Lesson } from '../../../../src/core/memory/lesson.js';
import type { RecalledLesson } from '../../../../src/core/memory/recall.js';
import { lessonsForUnit, ownLessonBudget } from '../../../../src/core/review/agents/unit-lessons.js';
import type { ReviewUnit } from '../../../../src/core/review/agents/review-units.js';
import { lesson } from '../../memory/lessons.js';
import { finding, reviewFake, roleOf, usual } from '../../../support/agent-review.js';

const unit: ReviewUnit = {
  id: 'u1',
  title: 'src',
  tokens: 10,
  files: [{ file: { path: 'src/cart.js', status: 'modified', kind: 'text', hunks: [] }, tokens: 10, text: '+ total' }],
};
const named = (id: string, audience = 'all', changes: Partial<Lesson> = {}): RecalledLesson => ({
  lesson: lesson({
    id,
    statement: `Lesson ${id}`,
    audience,
    scope: { paths: ['src/**'], languages: [], rules: [], symbols: [] },
    ...changes,
  }),
  blob: '',
  why: 'src/cart.js in its scope',
});
const ids = (items: { lesson: Lesson }[]): string[] => items.map((item) => item.lesson.id);

describe('lessons of a unit', () => {
  it('are shared where they are for all, and go to the one they are addressed to', () => {
    const lessons = lessonsForUnit([named('all-1'), named('sec-1', 'security'), named('perf-1', 'performance')], unit, [
      'correctness',
      'security',
    ]);
    assert.deepEqual(ids(lessons.shared), ['all-1']);
    assert.deepEqual(ids(lessons.own('security')), ['sec-1']);
    assert.deepEqual(ids(lessons.own('correctness')), []);
    assert.deepEqual(
      lessons.events.map((e) => [e.audience, e.lessons.map((l) => l.lesson), e.leftOut]),
      [
        ['all', ['all-1'], [{ lesson: 'perf-1', why: 'it is for performance, who does not look at this unit' }]],
        ['security', ['sec-1'], []],
      ],
    );
  });

  it('are all for the one who reviews alone', () => {
    assert.deepEqual(ids(lessonsForUnit([named('sec-1', 'security')], unit, ['reviewer']).own('reviewer')), ['sec-1']);
  });

  it('are those whose scope the unit lies in', () => {
    const elsewhere = named('docs-1', 'all', { scope: { paths: ['docs/**'], languages: [], rules: [], symbols: [] } });
    const lessons = lessonsForUnit([elsewhere], unit, ['tests']);
    assert.deepEqual([lessons.shared, lessons.events], [[], []]);
  });

  it('are those of whose symbols the unit touches one; a name that is touched weighs more than a word', () => {
    const scope = { paths: ['src/**'], languages: [], rules: [], symbols: ['Cart.total'] };
    const cart = named('cart', 'all', { scope });
    const symbols = (...there: string[]) => ids(lessonsForUnit([cart], unit, ['tests'], new Map([['src/cart.js', there]])).shared);
    assert.deepEqual(symbols('Cart', 'Cart.total'), ['cart']);
    assert.deepEqual(symbols('Cart', 'Cart.add'), []);
    const two = [named('a-word', 'all', { statement: 'Mind the rounding' }), named('a-name', 'all', { statement: 'Mind checkout' })];
    const changed = { ...unit, files: unit.files.map((f) => ({ ...f, text: '+ rounding' })) };
    const order = lessonsForUnit(two, changed, ['tests'], new Map([['src/cart.js', ['checkout']]])).shared;
    assert.deepEqual(ids(order), ['a-name', 'a-word']);
  });

  it('have a budget of their own for each specialist', () => {
    const many = Array.from({ length: 60 }, (_, i) => named(`sec-${i}`, 'security'));
    const [, event] = lessonsForUnit([named('all-1'), ...many], unit, ['security']).events;
    assert.ok(event && event.tokens <= ownLessonBudget);
    assert.equal(event.lessons.length + event.leftOut.length, 60);
  });
});

describe('lessons in the prompts of a review', () => {
  // too large for one reviewer alone
  const large = {
    path: 'src/cart.js',
    before: 'export const total = (items) => items.length;\n',
    after: `export const total = (items) => items.lenght;\n${'//\n'.repeat(200)}`,
  };
  const lessons = [named('for-all'), named('for-security', 'security'), named('for-tests', 'tests')];
  const run = () =>
    reviewFake(
      (role, round) => {
        if (role === 'lead')
          return {
            calls: [{ name: 'assign', input: { assignments: [{ unit: 'u1', specialists: ['correctness', 'security'] }], why: 'x' } }],
          };
        if (role === 'security' && round === 1)
          return { calls: [{ name: 'recall', input: { about: 'lesson for tests, security and all' } }, finding()] };
        if (role === 'correctness' && round === 1) return { calls: [{ name: 'recall', input: { about: 'lesson for security' } }] };
        return usual(role, round);
      },
      { files: [large], input: { lessons } },
    );

  it('reach the specialist that they are for and no other, in its prompt and by the recall tool', async () => {
    const { model, payloads } = await run();
    const seen = (role: string): string[] => {
      const text = JSON.stringify(model.requests.filter((r) => roleOf(r) === role));
      return ['for-all', 'for-security', 'for-tests'].filter((id) => text.includes(`${id} (`));
    };
    assert.deepEqual(seen('correctness'), ['for-all']);
    assert.deepEqual(seen('security'), ['for-all', 'for-security']);
    assert.deepEqual(seen('verifier'), ['for-all']);
    const own = model.requests.find((r) => roleOf(r) === 'security')?.messages[0]?.content[1];
    assert.match(own?.type === 'text' ? own.text : '', /# Lessons for you\n<data id="[0-9a-f]{16}" what="lessons">\nfor-security \(/);
    const shown = payloads.flatMap((p) => (p.type === 'lessons-shown' ? [p] : []));
    assert.deepEqual(
      shown.map((e) => [e.unit, e.audience, e.lessons.map((l) => l.lesson), e.leftOut.map((l) => l.lesson)]),
      [
        ['u1', 'all', ['for-all'], ['for-tests']],
        ['u1', 'security', ['for-security'], []],
      ],
    );
  });

  it('share one prefix byte for byte, whoever they are for', async () => {
    const { model } = await run();
    const firsts = ['correctness', 'security', 'verifier'].map((role) => model.requests.find((r) => roleOf(r) === role));
    assert.equal(new Set(firsts.map((r) => JSON.stringify([r?.system, r?.tools, r?.messages[0]?.content[0]]))).size, 1);
  });
});
