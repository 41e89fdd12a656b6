import assert from 'node:assert/strict';
import { placeAnchor } from '../../src/core/changes/place-anchor.js';
import { placeInText } from '../../src/vscode/place-in-text.js';
import { anchor } from './fake-reverie.js';

const place = (a: ReturnType<typeof anchor>, text: string) => placeInText(a, text, placeAnchor);

describe('placing a finding in an open document', () => {
  it('selects the quoted text without its indentation, also in a file with CRLF', () => {
    const found = place(anchor('a.ts', 2, '  total += price;'), 'let total;\r\n  total += price;\r\nend');
    assert.deepEqual(found, { state: 'exact', startLine: 2, startColumn: 3, endLine: 2, endColumn: 18 });
  });

  it('goes to the top of the file and says why when the code is gone or stands in several places', () => {
    for (const [text, why] of [
      ['one\ntwo', 'the quoted code is gone'],
      ['gone();\ngone();', 'the quoted code stands in 2 places'],
    ] as const) {
      const found = place(anchor('a.ts', 40, '  gone();'), text);
      assert.deepEqual([found.state, found.state === 'file' && found.why], ['file', why]);
      assert.deepEqual([found.startLine, found.endLine], [1, 1]);
    }
  });

  it('says of a file-wide finding why no line was chosen', () => {
    const found = place({ state: 'file', path: 'a.ts', side: 'new', why: 'it stands in 3 places' }, 'one');
    assert.deepEqual([found.state, found.startLine, found.state === 'file' && found.why], ['file', 1, 'it stands in 3 places']);
  });

  it('finds a line whose secret was replaced in the quote', () => {
    const quote = "const key = '‹secret:aws:ab12›';";
    assert.equal(place(anchor('a.ts', 2, quote), "// keys\nconst key = 'AKIA1234';").state, 'exact');
    assert.equal(place(anchor('a.ts', 2, quote), '// keys\nconst key = process.env.KEY;').state, 'file');
  });

  it('places nothing exactly that is about removed code', () => {
    assert.equal(place({ ...anchor('a.ts', 1, 'one'), side: 'old' }, 'one').state, 'file');
  });
});
