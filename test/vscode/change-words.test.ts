import assert from 'node:assert/strict';
import type { LessonDifference } from '../../src/core/memory/lesson-difference.js';
import { changeWords } from '../../src/vscode/change-words.js';
import { lesson } from './fake-reverie.js';

const hides = { accepted: 1, rejected: 3, unknown: 0 };
const appears = (id: string): LessonDifference => ({
  lesson: id,
  statement: `\`${id}\` is intended`,
  what: 'appears as active',
  after: lesson(id),
});

describe('the words of a dialog before memory changes', () => {
  it('name each lesson with what becomes of it, and what would have been hidden', () => {
    assert.equal(
      changeWords({ differences: [appears('a'), { lesson: 'b', statement: 'B', what: 'disappears', before: lesson('b') }], hides }),
      `“a is intended” appears as active
“B” disappears

Of the past findings it would have hidden 3 dismissed and 1 accepted one. People accepted some of these: it would hide what was useful.`,
    );
  });

  it('stay short however much changes, and say when nothing does', () => {
    const many = changeWords({ differences: Array.from({ length: 9 }, (_, n) => appears(`l${n}`)), hides });
    assert.equal(many.split('\n').length, 9);
    assert.match(many, /^and 3 more lessons$/m);
    assert.equal(changeWords({ differences: [], hides }), 'It changes no lesson.');
  });
});
