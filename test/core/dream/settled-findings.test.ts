import assert from 'node:assert/strict';
import { settledFindings } from '../../../src/core/dream/settled-findings.js';

describe('settledFindings', () => {
  it('knows what was added before and after somebody asked, and is the same when it is read again', () => {
    const settled = settledFindings();
    settled.add('0123456789abcdef');
    assert.equal(settled.has('0123456789abcdef'), true);
    settled.add('short');
    settled.add('fedcba9876543210');
    for (const one of [settled, settledFindings(settled.stored())])
      assert.deepEqual(
        ['0123456789abcdef', 'short', 'fedcba9876543210', 'other'].map((f) => one.has(f)),
        [true, true, true, false],
      );
  });

  it('keeps the newest 20,000', () => {
    const settled = settledFindings();
    for (let i = 0; i < 20_001; i++) settled.add(String(i).padStart(12, '0'));
    const kept = settledFindings(settled.stored());
    assert.deepEqual(
      [0, 1, 20_000].map((i) => kept.has(String(i).padStart(12, '0'))),
      [false, true, true],
    );
  });
});
