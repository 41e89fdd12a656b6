import assert from 'node:assert/strict';
import { codeText, introducedMatches, type SideMatch } from '../../../src/core/analysis/introduced.js';
import type { Hunk } from '../../../src/core/changes/change-set.js';

const match = (startLine: number, endLine: number, text = 'x', rule = 'r'): SideMatch => ({
  rule,
  startLine,
  endLine,
  startColumn: 0,
  text,
  head: text.slice(0, 1),
});
const hunk = (old: [number, number], now: [number, number]): Hunk => ({
  old: { startLine: old[0], endLine: old[1] },
  new: { startLine: now[0], endLine: now[1] },
});

describe('introducedMatches', () => {
  it('takes a match on an added line that has no counterpart', () => {
    assert.deepEqual(introducedMatches([match(2, 2)], [], [hunk([2, 1], [2, 2])]), [match(2, 2)]);
  });

  it('leaves out what touches no added line', () => {
    assert.deepEqual(introducedMatches([match(1, 1), match(3, 3)], [], [hunk([2, 1], [2, 2])]), []);
  });

  it('pairs one removed match with one new one of the same code', () => {
    const hunks = [hunk([1, 1], [1, 0]), hunk([9, 8], [8, 9])];
    assert.deepEqual(introducedMatches([match(8, 8), match(9, 9)], [match(1, 1)], hunks), [match(9, 9)]);
  });

  it('does not take an unchanged match of the old side for a counterpart', () => {
    assert.deepEqual(introducedMatches([match(6, 6)], [match(5, 5)], [hunk([6, 5], [6, 6])]), [match(6, 6)]);
  });

  it('pairs by place where the first line is unchanged', () => {
    const hunks = [hunk([3, 2], [3, 3])];
    assert.deepEqual(introducedMatches([match(2, 5, 'new body')], [match(2, 4, 'body')], hunks), []);
    assert.deepEqual(introducedMatches([match(2, 5, 'new body', 'other')], [match(2, 4, 'body')], hunks), [
      match(2, 5, 'new body', 'other'),
    ]);
  });

  it('pairs by the first line inside one hunk, for matches of several lines', () => {
    const hunks = [hunk([2, 4], [2, 5])];
    assert.deepEqual(introducedMatches([match(2, 5, 'body b')], [match(2, 4, 'body a')], hunks), []);
    assert.deepEqual(introducedMatches([match(2, 2, 'one b')], [match(2, 2, 'one a')], hunks), [match(2, 2, 'one b')]);
  });
});

describe('codeText', () => {
  it('forgets what a formatter changes', () => {
    assert.equal(codeText("f( 'a',\n  b,\n);"), codeText('f("a", b)'));
    assert.notEqual(codeText('f(a)'), codeText('f(b)'));
  });
});
