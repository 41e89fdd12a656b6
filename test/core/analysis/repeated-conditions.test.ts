import assert from 'node:assert/strict';
import { repeatedConditions } from '../../../src/core/analysis/repeated-conditions.js';

const found = (text: string): string[] => repeatedConditions(text).map((at) => text.slice(at, at + 16));

describe('repeatedConditions', () => {
  it('finds an else-if whose condition stood before, however it is broken into lines', () => {
    assert.deepEqual(found('if (a && (b || c)) {} else if (a) {} else if (a &&\n  (b || c)) {}'), ['else if (a &&\n  ']);
    assert.deepEqual(found("if (a === ')') {} else if (a === ')') {}"), ["else if (a === '"]);
  });

  it('finds nothing where all conditions differ, or no else repeats one', () => {
    assert.deepEqual(found('if (a) {} else if (b) {} else {}'), []);
    assert.deepEqual(found('if (a) {} if (a) {}'), []);
  });

  it('lets through what has comments, and what is too long to be compared to its end', () => {
    assert.equal(found('if (a /* first */) {} else if (b) {}').length, 1);
    assert.equal(found(`if (${'a + '.repeat(200)}b) {} else if (${'a + '.repeat(200)}c) {}`).length, 1);
  });
});
