import assert from 'node:assert/strict';
import { lineMap } from '../../../../src/core/changes/line-map.js';
import { addChurn, churnOf, churnRate } from '../../../../src/core/review/outcomes/churn.js';

describe('churn', () => {
  const oldLines = ['a', '', 'b', 'c', 'd', 'e'];
  // line 4 and 5 were rewritten
  const map = lineMap([{ old: { startLine: 4, endLine: 5 }, new: { startLine: 4, endLine: 4 } }]);

  it('counts the unflagged lines of the hunks, and those of them that changed', () => {
    const brought = [
      { startLine: 1, endLine: 4 },
      { startLine: 4, endLine: 6 },
    ];
    assert.deepEqual(churnOf({ oldLines, brought, flagged: [{ startLine: 4, endLine: 4 }], map }), { lines: 4, changed: 1 });
    assert.deepEqual(churnOf({ oldLines, brought: [{ startLine: 5, endLine: 40 }], flagged: [], map }), { lines: 2, changed: 1 });
    assert.deepEqual(churnOf({ oldLines, brought: [{ startLine: 3, endLine: 2 }], flagged: [], map }), { lines: 0, changed: 0 });
  });

  it('adds up, and is drawn to the prior while it knows little', () => {
    const sum = addChurn({ lines: 4, changed: 1 }, { lines: 96, changed: 49 });
    assert.deepEqual(sum, { lines: 100, changed: 50 });
    assert.equal(churnRate({ lines: 0, changed: 0 }), 0.25);
    assert.ok(Math.abs(churnRate(sum) - 52.5 / 110) < 1e-12);
  });
});
