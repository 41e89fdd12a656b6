import assert from 'node:assert/strict';
import { differencesOf } from '../../../src/core/memory/lesson-difference.js';
import type { Lesson } from '../../../src/core/memory/lesson.js';
import { lesson } from './lessons.js';

const words = (before: Lesson[], after: Lesson[]) => differencesOf(before, after).map((d) => d.what);

describe('what differs between lessons', () => {
  const table: [string, Partial<Lesson>, string][] = [
    ['a trial put into effect', { status: 'trial' }, 'goes from trial to active: it holds findings back'],
    ['another scope', { scope: { paths: [], languages: [], rules: [], symbols: [] } }, 'changes in where it holds'],
    ['another effect', { effect: { do: 'raise' } }, 'changes in what it does (it holds findings back)'],
    ['a pin', { pinned: true }, 'changes in that it is no longer pinned'],
    ['a number', { confidence: 0.1 }, 'changes in its words, counts or evidence only'],
  ];
  for (const [name, before, expected] of table) {
    it(`says it of ${name}`, () => {
      assert.deepEqual(words([lesson(before)], [lesson()]), [expected]);
    });
  }

  it('says what a lesson does that loses its effect, and which appear and disappear', () => {
    const [a, b] = [lesson({ id: 'a' }), lesson({ id: 'b' })];
    assert.deepEqual(words([a], [{ ...a, status: 'trial' }]), ['goes from active to trial: it lowers and marks findings, and hides none']);
    assert.deepEqual(words([a], [{ ...a, status: 'retired' }]), ['goes from active to retired: it has no effect']);
    assert.deepEqual(words([a], [b]), ['disappears; it was active', 'appears as active: it holds findings back']);
    assert.deepEqual(differencesOf([a, b], [b, a]), []);
  });
});
