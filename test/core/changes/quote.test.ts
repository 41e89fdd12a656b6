import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { normalizeQuote, similarity } from '../../../src/core/changes/quote.js';

describe('quote', () => {
  it('is normalised line by line', () => assert.equal(normalizeQuote('  if (a)\t{\n\n    b();  \n'), 'if (a) {\nb();'));

  it('is alike in tokens, whatever the white space', () => {
    assert.equal(similarity('a(b, c)', 'a ( b,c )'), 1);
    assert.equal(similarity('', ''), 1);
    assert.equal(similarity('a', ''), 0);
    assert.equal(similarity('foo(bar)', 'qux'), 0);
    assert.ok(similarity('return total + tax;', 'return total - tax;') > 0.7);
  });

  it('takes a redacted secret for one token', () => {
    assert.equal(similarity('‹secret:aws:0123456789ab›', '‹secret:aws:ffffffffffff›'), 0);
  });

  it('is symmetrical and between 0 and 1', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const s = similarity(a, b);
        assert.equal(s, similarity(b, a));
        assert.ok(s >= 0 && s <= 1);
      }),
    );
  });
});
