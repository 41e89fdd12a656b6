import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { samePlaces } from '../../../src/core/analysis/same-operands.js';

const places = (text: string, operator = '==='): number[] => [...samePlaces(text, operator)];

describe('samePlaces', () => {
  it('finds an operator between equal operands, however they are spaced', () => {
    const table = [
      'if (a === a)',
      'x = foo.bar( 1 )===foo .bar(1);',
      'return point\n  .x === point.x',
      '(items[0] === items[ 0 ])',
      'é === é',
      'f(a /* old */ === a)',
      'a // first\n  === a',
      'a # first\n  === a',
      '"http://a" === "http://a"',
      '$x === $x',
    ];
    for (const text of table) assert.deepEqual(places(text), [text.indexOf('===')], text);
  });

  it('leaves out operands that differ, words that only share their ends, and other operators', () => {
    for (const text of [
      'a === b',
      'ab === b',
      'a === ab',
      'a.b === a.c',
      'x === (y, x',
      'a !=== a',
      'a ==== a',
      ' === ',
      '=== a',
      'a ===',
      'point.x === x',
      'this->x === x',
      'A::x === x',
      'x === x.y',
      'x === x + 1',
      'x === x(1)',
      "'==='",
    ]) {
      assert.deepEqual(places(text), [], text);
    }
  });

  it('takes what follows for a part of the operand only when it binds more tightly and stands on the same line', () => {
    for (const text of ['x = x + 1', 'x = x || y', 'x = x ? 1 : 2', 'x = x.next', 'x = x\n  .next', 'x = x\n  && y', 'self.x = x'])
      assert.deepEqual(places(text, '='), [], text);
    for (const text of ['x = x', 'x = x; // same', 'x = x\n(y)', 'x = x // same', 'x = x, y = 1'])
      assert.deepEqual(places(text, '='), [2], text);
    assert.deepEqual(places('x === x ? 1 : 2'), [2]);
    assert.deepEqual(places('x === x && y'), [2]);
    assert.deepEqual(places('0..x === x..9'), [5]);
  });

  it('misses no operand that is written twice', () => {
    const word = fc.constantFrom('a', 'foo', 'x1', 'é', '$v', '1', '"s"', '@i');
    const join = fc.constantFrom('.', '->', '::', ' + ', '(', ')', '[', ']', ', ');
    const operand = fc.array(fc.tuple(word, join), { maxLength: 6 }).chain((parts) => word.map((end) => parts.flat().join('') + end));
    const blank = fc.constantFrom('', ' ', '\n  ', '\t');
    const around = fc.constantFrom('', 'if (', 'x = ', ') {', '; // ', '\n', 'return ');
    fc.assert(
      fc.property(operand, fc.tuple(blank, blank, around, around), (code, [before, after, head, tail]) => {
        const left = `${head}${code}${before}`;
        const respaced = code.replaceAll(' ', after === '\t' ? '  ' : ' ');
        assert.ok(places(`${left}===${after}${respaced} ${tail}`).includes(left.length));
      }),
      { numRuns: 2000 },
    );
  });
});
