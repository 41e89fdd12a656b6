import assert from 'node:assert/strict';
import { memoryBudget } from '../../../src/core/memory/memory-budget.js';
import { liveThrough } from './rot-simulation.js';

const sum = (list: number[]): number => list.reduce((a, b) => a + b, 0);

describe('A memory over a long time of drift, contradiction, slips and lies', () => {
  it('is worth more than none, stays within its budget, and holds nothing that was planted; simple memories do not', async function () {
    this.timeout(120_000);
    const { none, reverie, appendOnly, rewrite, dreams } = await liveThrough(3, 300);
    assert.equal(dreams, 30);
    assert.ok(sum(reverie.usefulness) > sum(none), `${sum(reverie.usefulness)} against ${sum(none)}`);
    assert.ok(sum(appendOnly.usefulness) < sum(none) && sum(rewrite.usefulness) < sum(none));
    assert.equal(reverie.poisoned, 0);
    assert.ok(appendOnly.poisoned > 0 && rewrite.poisoned > 0);
    assert.ok(reverie.mostTokens > 0 && reverie.mostTokens <= memoryBudget, String(reverie.mostTokens));
  });
});
