import assert from 'node:assert/strict';
import type { LabelledFinding } from '../../../../src/core/dream/usefulness/labelled-finding.js';
import { newestFindings } from '../../../../src/core/dream/usefulness/newest-findings.js';

function of(revision: number, count: number): LabelledFinding[] {
  return Array.from({ length: count }, (_, i) => ({
    category: '',
    rule: 'r',
    path: `f${String(i).padStart(3, '0')}.ts`,
    symbol: '',
    quote: '',
    revision,
    accepted: false,
  }));
}

describe('the newest findings', () => {
  it('are all of them while they are few, in their order', () => {
    const few = [...of(2, 3), ...of(1, 3)];
    assert.deepEqual(newestFindings(few, 6), few);
  });

  it('leave out the oldest revisions, wherever they stand in the list', () => {
    const kept = newestFindings([...of(9, 4), ...of(1, 50), ...of(8, 4)], 8);
    assert.deepEqual(
      kept.map((f) => f.revision),
      [9, 9, 9, 9, 8, 8, 8, 8],
    );
  });

  it('spread over a revision that does not fit, from its first paths to its last ones', () => {
    const kept = newestFindings([...of(1, 100), ...of(2, 5)], 15);
    const paths = kept.filter((f) => f.revision === 1).map((f) => f.path);
    assert.equal(kept.length, 15);
    assert.equal(new Set(paths).size, 10);
    assert.ok(paths.at(-1)! >= 'f090.ts' && paths[0]! <= 'f010.ts');
  });
});
