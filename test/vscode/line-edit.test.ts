import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { lineEdit } from '../../src/vscode/line-edit.js';

/** Applies it as an editor does. */
function edited(text: string, startLine: number, endLine: number, lines: string[], eol = '\n'): string {
  const parts = text.split(/\r?\n/);
  const {
    from,
    to,
    text: put,
  } = lineEdit(
    { path: 'a', startLine, endLine, lines, certain: true },
    parts.map((l) => l.length),
    eol,
  );
  const at = ([line, column]: [number, number]): number => parts.slice(0, line).reduce((n, l) => n + l.length + eol.length, 0) + column;
  return text.slice(0, at(from)) + put + text.slice(at(to));
}

describe('a planned edit in a document', () => {
  it('replaces whole lines and keeps what stands around them', () => {
    assert.equal(edited('a\nb\nc\n', 2, 2, ['x', 'y']), 'a\nx\ny\nc\n');
    assert.equal(edited('a\r\nb\r\n', 1, 1, ['x', 'y'], '\r\n'), 'x\r\ny\r\nb\r\n');
    assert.equal(edited('a\nb', 2, 2, ['x']), 'a\nx');
  });

  it('takes lines out with one line ending, also at the end of a text without one', () => {
    assert.equal(edited('a\nb\nc\n', 2, 2, []), 'a\nc\n');
    assert.equal(edited('a\nb', 2, 2, []), 'a');
    assert.equal(edited('a', 1, 1, []), '');
  });

  it('puts lines before a line, and behind the last', () => {
    assert.equal(edited('a\nb\n', 2, 1, ['x']), 'a\nx\nb\n');
    assert.equal(edited('a\n', 2, 1, ['x']), 'a\nx\n');
    assert.equal(edited('a', 2, 1, ['x']), 'a\nx');
    assert.equal(edited('', 1, 0, ['x']), 'x\n');
  });

  it('does what replacing in a list of lines does, for every text and range', () => {
    const line = fc.stringMatching(/^[a-c]{0,2}$/);
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 6 }),
        fc.nat(5),
        fc.nat(3),
        fc.array(line, { maxLength: 3 }),
        (lines, at, n, put) => {
          const start = Math.min(at, lines.length - 1);
          const gone = Math.min(n, lines.length - start);
          fc.pre(gone > 0 ? true : put.length > 0);
          const wanted = lines.toSpliced(start, gone, ...put);
          // with a last line ending, there is always a line behind
          assert.equal(edited(`${lines.join('\n')}\n`, start + 1, start + gone, put), wanted.map((l) => `${l}\n`).join(''));
        },
      ),
    );
  });
});
