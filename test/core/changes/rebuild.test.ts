import assert from 'node:assert/strict';
import { addedLines, overlaps, removedLines } from '../../../src/core/changes/added-lines.js';
import { rebuild } from '../../../src/core/changes/rebuild.js';

const insertion = { old: { startLine: 2, endLine: 1 }, new: { startLine: 2, endLine: 3 } };
const deletion = { old: { startLine: 3, endLine: 3 }, new: { startLine: 5, endLine: 4 } };

describe('rebuild', () => {
  it('takes unchanged lines from the old text and changed ones from the new', () => {
    assert.equal(rebuild('a\nb\nc\nd', [insertion, deletion], 'a\r\nX\r\nY\nb\nD'), 'a\nX\r\nY\nb\nd');
  });

  it('shows a hunk that is missing', () => assert.notEqual(rebuild('a\nb\nc\nd', [insertion], 'a\nX\nY\nb\nd'), 'a\nX\nY\nb\nd'));
});

describe('added lines', () => {
  it('leave out empty ranges', () => {
    assert.deepEqual(addedLines({ hunks: [insertion, deletion] }), [insertion.new]);
    assert.deepEqual(removedLines({ hunks: [insertion, deletion] }), [deletion.old]);
  });

  it('overlap a range that shares a line', () => {
    assert.equal(overlaps([insertion.new], { startLine: 3, endLine: 9 }), true);
    assert.equal(overlaps([insertion.new], { startLine: 4, endLine: 9 }), false);
  });
});
