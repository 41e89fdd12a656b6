import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { byRelevance, chooseLessons, lessonBudget } from '../../../src/core/memory/choose-lessons.js';
import { lessonForPrompt, lessonTokens } from '../../../src/core/memory/lesson-prompt.js';
import type { Lesson } from '../../../src/core/memory/lesson.js';
import type { RecalledLesson } from '../../../src/core/memory/recall.js';
import { estimateTextTokens } from '../../../src/core/model/estimate-tokens.js';
import { anyNearLesson, anyText } from './any-lesson.js';
import { codeEvidence, lesson } from './lessons.js';

const everywhere = { paths: [], languages: [], rules: [], symbols: [] };
const recalled = (...lessons: Lesson[]): RecalledLesson[] => lessons.map((l) => ({ lesson: l, blob: '', why: 'it holds everywhere' }));
const says = (id: string, statement: string, changes: Partial<Lesson> = {}): Lesson =>
  lesson({ id, statement, scope: everywhere, evidence: [codeEvidence('z.js', '0')], ...changes });
const ids = (items: { lesson: Lesson }[]): string[] => items.map((item) => item.lesson.id);

const prices = says('prices', 'Prices are kept in cents, never as floating point');
const retries = says('retries', 'Requests to the ledger are retried three times');
const dates = says('dates', 'Dates are stored in UTC');

describe('choosing the lessons for a prompt', () => {
  it('brings first what speaks of the changed code, and says by which words', () => {
    const { chosen, leftOut } = chooseLessons(recalled(dates, retries, prices), {
      paths: ['src/a.ts'],
      text: '+ const cents = prices[0] * 100;',
    });
    assert.deepEqual(ids(chosen), ['prices', 'dates', 'retries']);
    assert.equal(chosen[0]?.why, 'it holds everywhere; it speaks of cents, prices');
    assert.equal(chosen[1]?.why, 'it holds everywhere');
    assert.deepEqual(leftOut, []);
  });

  it('counts paths and symbols under review as words of the change', () => {
    assert.equal(ids(chooseLessons(recalled(dates, retries), { paths: ['src/ledger/requests.ts'] }).chosen)[0], 'retries');
    assert.equal(ids(chooseLessons(recalled(retries, dates), { paths: [], symbols: ['storedDates'] }).chosen)[0], 'dates');
  });

  it('of equals takes the stronger: pinned, on higher authority, surer, no longer on trial', () => {
    const weak = says('weak', 'a', { provenance: 'model', confidence: 0.9 });
    const trial = says('trial', 'b', { status: 'trial', confidence: 0.9 });
    const sure = says('sure', 'c', { confidence: 0.9 });
    const unsure = says('unsure', 'd', { confidence: 0.6 });
    const pinned = says('pinned', 'e', { confidence: 0.1, provenance: 'text', pinned: true });
    assert.deepEqual(ids(chooseLessons(recalled(weak, trial, sure, unsure, pinned), { paths: [] }).chosen), [
      'pinned',
      'sure',
      'unsure',
      'trial',
      'weak',
    ]);
  });

  it('keeps to its budget, and says of each lesson why it has no room', () => {
    const many = Array.from({ length: 300 }, (_, i) => says(`lesson-${i}`, `Number ${i} is about ${i % 2 ? 'prices' : 'dates'}`));
    const { chosen, leftOut, tokens } = chooseLessons(recalled(...many), { paths: [], text: 'prices' });
    assert.ok(tokens <= lessonBudget && tokens > lessonBudget * 0.8, `${tokens} tokens`);
    assert.ok(chosen.every(({ lesson: l }) => l.statement.includes('prices')));
    assert.equal(chosen.length + leftOut.length, 300);
    assert.match(leftOut.at(-1)?.why ?? '', /^in scope, but no room among 2000 tokens for lessons: number 300 of 300 by relevance$/);
  });

  it('lets a small lesson have the room that a large one cannot use', () => {
    const large = says('large', `prices ${'and more of it '.repeat(60)}`, { body: 'much to say '.repeat(80) });
    const budget = lessonTokens(prices) + 40;
    assert.deepEqual(ids(chooseLessons(recalled(large, prices), { paths: [], text: 'prices' }, budget).chosen), ['prices']);
  });

  it('loses no lesson, stays within any budget, and chooses the same whatever the order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyNearLesson, { maxLength: 8, selector: (l) => l.id }), anyText, fc.nat(600), (lessons, text, budget) => {
        const items = recalled(...lessons);
        const { chosen, leftOut, tokens } = chooseLessons(items, { paths: ['scripts/build.js'], text }, budget);
        assert.deepEqual([...ids(chosen), ...ids(leftOut)].sort(), lessons.map((l) => l.id).sort());
        assert.ok(tokens <= budget);
        assert.equal(
          tokens,
          chosen.reduce((sum, c) => sum + c.tokens, 0),
        );
        assert.deepEqual(chooseLessons(items, { paths: ['scripts/build.js'], text }, budget), { chosen, leftOut, tokens });
      }),
      { numRuns: 50 },
    );
  });

  it('answers a question with what shares its words, the rest with a score of 0', () => {
    assert.deepEqual(
      byRelevance(recalled(dates, prices), { paths: [], text: 'how does it keep prices?' }).map(({ item, score }) => [
        item.lesson.id,
        score > 0,
      ]),
      [
        ['prices', true],
        ['dates', false],
      ],
    );
  });
});

describe('a lesson in a prompt', () => {
  it('says what holds, where, on whose word, and its conditions', () => {
    const shown = lesson({
      audience: 'security',
      provenance: 'team',
      scope: { ...lesson().scope, when: 'the script runs in CI', unless: 'it prints a password' },
      body: 'Scripts talk to people.\n\nThey print.',
    });
    assert.equal(
      lessonForPrompt(shown, 'scripts/a.js in its scope'),
      `no-console-in-scripts-3f2a (false-alarm, active, for security): Console output is intended in scripts/
  on the word of the team’s own rules, confidence 0.80; 3 dismissed, 0 accepted; confirmed 2026-01-05
  holds for scripts/**, no-console
  only when the script runs in CI
  not when it prints a password
  recalled because scripts/a.js in its scope
  > Scripts talk to people.
  > They print.`,
    );
  });

  it('is cut where somebody wrote a book', () => {
    const book = lesson({
      statement: '😀'.repeat(5_000),
      body: 'x\n'.repeat(5_000),
      scope: { ...everywhere, paths: Array.from({ length: 400 }, (_, i) => `src/f${i}/**`) },
    });
    const text = lessonForPrompt(book, '');
    assert.ok(text.length < 3_000, `${text.length}`);
    assert.doesNotThrow(() => encodeURIComponent(text), 'half a pair of surrogates is left');
    assert.match(text, /and 388 more/);
  });

  it('costs what its text is estimated to cost', () => {
    assert.equal(lessonTokens(lesson()), estimateTextTokens(lessonForPrompt(lesson(), '')));
    assert.ok(lessonTokens(lesson(), 'for a reason') > lessonTokens(lesson()));
  });
});
