import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { countLines, linesOf, linesWithEnds } from '../../../src/core/changes/lines.js';

const messyText = fc.string({ unit: fc.constantFrom('a', 'é', ' ', '\n', '\r', '\r\n', '\u2028', '😀') });

describe('lines', () => {
  const cases: [string, string[]][] = [
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\nb', ['a', 'b']],
    ['a\r\nb\r\n', ['a', 'b']],
    ['\n\n', ['', '']],
    ['a\rb\n', ['a\rb']],
    ['\ufeffa\n', ['\ufeffa']],
  ];
  for (const [text, lines] of cases) it(`splits ${JSON.stringify(text)}`, () => assert.deepEqual(linesOf(text), lines));

  it('keeps every character when endings are kept, and counts as it splits', () => {
    fc.assert(
      fc.property(messyText, (text) => {
        assert.equal(linesWithEnds(text).join(''), text);
        assert.equal(linesOf(text).length, countLines(text));
        assert.equal(linesWithEnds(text).length, countLines(text));
      }),
    );
  });
});
