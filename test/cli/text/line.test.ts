import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { displayWidth, truncate, wrap } from '../../../src/cli/text/display-width.js';
import { renderLine, renderLines, styled, wantsColor } from '../../../src/cli/text/line.js';

describe('lines', () => {
  it('puts no escape of its own into text without colour', () => {
    assert.equal(renderLines([[styled('red', 'high'), ' x'], []], { color: false }), 'high x\n\n');
  });

  it('makes a hostile span printable and still colours it', () => {
    assert.equal(renderLine([styled('red', '\u001b[2Jboo')], { color: true }), '\u001b[31m\\x1b[2Jboo\u001b[39m');
  });

  it('cuts a line to the width of the terminal, across spans', () => {
    assert.equal(renderLine(['12345', styled('red', '67890'), 'more'], { color: false, columns: 8 }), '1234567…');
  });

  it('counts wide and combining characters as a terminal does', () => {
    assert.equal(displayWidth('変更'), 4);
    assert.equal(displayWidth('e\u0301'), 1);
    assert.equal(displayWidth('👩‍💻'), 2);
    assert.equal(truncate('変更変更', 5), '変更…');
  });

  it('never makes a text wider than asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, columns) => {
        assert.ok(displayWidth(truncate(text, columns)) <= columns);
      }),
    );
  });

  it('wraps at spaces and keeps a long word whole', () => {
    assert.deepEqual(wrap('one two three-hundred four', 7), ['one two', 'three-hundred', 'four']);
  });
});

describe('colour', () => {
  const tty = { tty: true };
  it('is for terminals only', () => {
    assert.equal(wantsColor({}, tty), true);
    assert.equal(wantsColor({}, { tty: false }), false);
    assert.equal(wantsColor({ TERM: 'dumb' }, tty), false);
  });
  it('follows NO_COLOR, unless it is empty', () => {
    assert.equal(wantsColor({ NO_COLOR: '1' }, tty), false);
    assert.equal(wantsColor({ NO_COLOR: '' }, tty), true);
  });
  it('follows FORCE_COLOR before everything else', () => {
    assert.equal(wantsColor({ FORCE_COLOR: '1', NO_COLOR: '1' }, { tty: false }), true);
    assert.equal(wantsColor({ FORCE_COLOR: '0' }, tty), false);
  });
});
