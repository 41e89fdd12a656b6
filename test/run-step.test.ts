import assert from 'node:assert/strict';
import { count } from './run-step.mjs';

describe('counting a step of the test run', () => {
  const mocha = { counts: 'mocha' } as const;

  it('adds up what mocha says', () => {
    assert.deepEqual(count(mocha, '  12 passing (3s)\n  2 pending\n  1 failing\n', 1), { passed: 12, failed: 1, skipped: 2 });
  });

  it('counts a check as one', () => {
    assert.deepEqual(count({ counts: 'one' }, 'whatever', 0), { passed: 1, failed: 0, skipped: 0 });
    assert.deepEqual(count({ counts: 'one' }, 'whatever', 2), { passed: 0, failed: 1, skipped: 0 });
  });

  it('takes a crash for a failure, also after tests that passed', () => {
    assert.deepEqual(count(mocha, '  12 passing (3s)\n', 'SIGKILL'), { passed: 12, failed: 1, skipped: 0 });
  });

  it('takes silence for a failure', () => {
    assert.deepEqual(count(mocha, '', 0), { passed: 0, failed: 1, skipped: 0 });
  });
});
