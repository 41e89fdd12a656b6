import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { meaningOf, sketchKeys, wordSimilarity } from '../../../src/core/memory/statement-words.js';

describe('The words of a statement', () => {
  it('are the same in another order, number or form', () => {
    const a = meaningOf('Logging to the console is intended in scripts');
    const b = meaningOf('In scripts, logs to the console are intended');
    assert.equal(wordSimilarity(a, b), 1);
  });

  it('tell a denial, and that two denials are none', () => {
    assert.equal(meaningOf('Never use `eval`').negated, true);
    assert.equal(meaningOf('Don’t leave out the tests, not once').negated, false);
  });

  it('are 1 alike with themselves, alike in both directions, and share a sketch when they are the same', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (x, y) => {
        const [a, b] = [meaningOf(x.join(' ')), meaningOf(y.join(' '))];
        const alike = wordSimilarity(a, b);
        assert.equal(alike, wordSimilarity(b, a));
        assert.ok(alike >= 0 && alike <= 1);
        if (a.words.size > 0) assert.equal(wordSimilarity(a, a), 1);
        if (alike === 1) assert.deepEqual(sketchKeys(a), sketchKeys(b));
      }),
    );
  });
});
