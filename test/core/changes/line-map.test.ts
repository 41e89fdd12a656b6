import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Hunk } from '../../../src/core/changes/change-set.js';
import { hunksBetween } from '../../../src/core/changes/hunks-between.js';
import { chainLineMaps, lineMap } from '../../../src/core/changes/line-map.js';
import { linesOf } from '../../../src/core/changes/lines.js';
import { rebuild } from '../../../src/core/changes/rebuild.js';

const hunk = (oldStart: number, oldEnd: number, newStart: number, newEnd: number): Hunk => ({
  old: { startLine: oldStart, endLine: oldEnd },
  new: { startLine: newStart, endLine: newEnd },
});
const text = fc.array(fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', 'd\n'), { maxLength: 30 }).map((lines) => lines.join(''));
const ragged = fc.tuple(text, fc.constantFrom('', 'end')).map((parts) => parts.join(''));

describe('line map', () => {
  // old 1 2 [3 4] 5 6 (insert 2 before 7) 7 [8] 9 -> new 1 2 [3] 4 5 [6 7] 8 9
  const hunks = [hunk(3, 4, 3, 3), hunk(7, 6, 6, 7), hunk(8, 8, 9, 8)];

  it('moves unchanged lines and knows no place for changed ones', () => {
    const map = lineMap(hunks);
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((line) => map.line(line)),
      [1, 2, undefined, undefined, 4, 5, 8, undefined, 9, 10],
    );
  });

  it('maps back from the new side', () => {
    const map = lineMap(hunks, 'new');
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((line) => map.line(line)),
      [1, 2, undefined, 5, 6, undefined, undefined, 7, 9],
    );
  });

  it('points a removed line to what stands in its place', () => {
    const map = lineMap(hunks);
    assert.equal(map.nearest(4), 3);
    assert.equal(map.nearest(8), 9);
    assert.equal(map.nearest(5), 4);
  });

  it('keeps a range only while it is one run', () => {
    const map = lineMap(hunks);
    assert.deepEqual(map.range({ startLine: 5, endLine: 6 }), { startLine: 4, endLine: 5 });
    assert.equal(map.range({ startLine: 6, endLine: 7 }), undefined);
    assert.equal(map.range({ startLine: 2, endLine: 5 }), undefined);
    assert.equal(lineMap([hunk(2, 2, 2, 2)]).range({ startLine: 1, endLine: 3 }), undefined);
  });

  it('keeps an insertion point as one', () => {
    const map = lineMap(hunks);
    assert.deepEqual(map.range({ startLine: 6, endLine: 5 }), { startLine: 5, endLine: 4 });
    assert.deepEqual(map.range({ startLine: 1, endLine: 0 }), { startLine: 1, endLine: 0 });
    assert.equal(map.range({ startLine: 4, endLine: 3 }), undefined);
  });

  it('goes through a chain of versions', () => {
    const chain = chainLineMaps([lineMap([hunk(1, 0, 1, 2)]), lineMap([hunk(5, 5, 5, 4)])]);
    assert.equal(chain.line(2), 4);
    assert.equal(chain.line(3), undefined);
    assert.equal(chain.nearest(3), 5);
    assert.deepEqual(chain.range({ startLine: 1, endLine: 2 }), { startLine: 3, endLine: 4 });
  });

  it('maps each unchanged line to an equal one, and back to itself', () => {
    fc.assert(
      fc.property(ragged, ragged, (oldText, newText) => {
        const hunks = hunksBetween(oldText, newText);
        const forth = lineMap(hunks);
        const back = lineMap(hunks, 'new');
        const oldLines = linesOf(oldText);
        const newLines = linesOf(newText);
        for (const [i, line] of oldLines.entries()) {
          const there = forth.line(i + 1);
          if (there === undefined) continue;
          assert.equal(newLines[there - 1], line);
          assert.equal(back.line(there), i + 1);
        }
      }),
    );
  });
});

describe('hunks between two texts', () => {
  it('rebuild the new text byte for byte', () => {
    fc.assert(fc.property(ragged, ragged, (a, b) => assert.equal(rebuild(a, hunksBetween(a, b), b), b)));
  });

  it('are none for equal texts and one insertion for an empty old one', () => {
    assert.deepEqual(hunksBetween('a\nb', 'a\nb'), []);
    assert.deepEqual(hunksBetween('', 'a\nb'), [hunk(1, 0, 1, 2)]);
    assert.deepEqual(hunksBetween('a\n', 'a'), [hunk(1, 1, 1, 1)]);
  });

  it('fall back to one hunk when the texts have too little in common', () => {
    const lines = (prefix: string): string => Array.from({ length: 3_000 }, (_, i) => `${prefix}${i}\n`).join('');
    const oldText = `same\n${lines('a')}tail\n`;
    const newText = `same\n${lines('b')}tail\n`;
    assert.deepEqual(hunksBetween(oldText, newText), [hunk(2, 3_001, 2, 3_001)]);
  });
});
