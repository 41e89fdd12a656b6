import assert from 'node:assert/strict';
import { commitQuestion } from '../../src/vscode/commit-question.js';
import { finding, report } from './fake-reverie.js';

const failed = (path: string) => ({ path, hunks: 1, state: 'failed' as const, reason: 'the parser gave up' });

describe('the question before a commit', () => {
  it('is not asked when nothing is open and every file was looked at or left out on purpose', () => {
    const coverage = [
      { path: 'a.ts', hunks: 1, state: 'reviewed' as const },
      { path: 'package-lock.json', hunks: 0, state: 'skipped' as const, reason: 'lock file' },
    ];
    const settled = [finding('f-1', { status: 'dismissed' }), finding('f-2', { status: 'fixed' })];
    assert.equal(commitQuestion(report({ findings: settled, coverage })), undefined);
  });

  it('names what is open, with its severity and file', () => {
    const asked = commitQuestion(report({ findings: [finding('f-1')], coverage: [] }));
    assert.equal(asked?.message, '1 finding is open in what would be committed.');
    assert.match(asked.detail, /^\w+: Title of f-1 \(src\/cart\.ts\)$/);
  });

  it('is asked about files that could not be reviewed, though nothing was found', () => {
    const asked = commitQuestion(report({ findings: [], coverage: [failed('a.ts'), failed('b.ts')] }));
    assert.equal(asked?.message, '2 files could not be reviewed.');
    assert.match(asked.detail, /^Not reviewed: a\.ts \(the parser gave up\)\n/);
  });

  it('names the first few alone', () => {
    const many = Array.from({ length: 9 }, (_, n) => finding(`f-${n}`));
    const asked = commitQuestion(report({ findings: many, coverage: [failed('a.ts')] }));
    assert.equal(asked?.message, '9 findings are open in what would be committed. 1 file could not be reviewed.');
    assert.equal(asked.detail.split('\n').length, 8);
    assert.match(asked.detail, /\nand 3 more\nNot reviewed: a\.ts/);
  });
});
