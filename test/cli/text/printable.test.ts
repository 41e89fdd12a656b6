import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { printable } from '../../../src/cli/text/printable.js';

describe('printable', () => {
  const table: [what: string, given: string, shown: string][] = [
    ['a colour escape', '\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
    ['an operating system command that sets the title', '\u001b]0;owned\u0007', '\\x1b]0;owned\\x07'],
    ['a C1 control sequence introducer', '\u009b2J', '\\x9b2J'],
    ['a carriage return that would overwrite the line', 'safe\rEVIL', 'safe\\rEVIL'],
    ['a line feed', 'a\nb', 'a\\nb'],
    ['a tab', 'a\tb', 'a  b'],
    ['a right-to-left override', 'user\u202Eexe.txt', 'user\\u{202e}exe.txt'],
    ['bidirectional isolates', '\u2066x\u2069', '\\u{2066}x\\u{2069}'],
    ['a zero-width space', 'ad\u200bmin', 'ad\\u{200b}min'],
    ['a tag character', 'x\u{e0041}', 'x\\u{e0041}'],
    ['half of a surrogate pair', 'x\ud800', 'x\\u{d800}'],
    ['ordinary text of any script', 'größe 変更 שלום 👩‍💻 ‹secret:aws:0f›', 'größe 変更 שלום 👩‍💻 ‹secret:aws:0f›'],
  ];
  for (const [what, given, shown] of table) it(`shows ${what}`, () => assert.equal(printable(given), shown));

  it('lets no control character through, whatever the text, and changes nothing when applied again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = printable(text);
        // eslint-disable-next-line no-control-regex
        assert.doesNotMatch(once, /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
        assert.equal(printable(once), once);
      }),
    );
  });
});
