import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { bundle } from '../cli/bundle.js';
import { killRounds } from './kill-rounds.js';

describe('kill -9 while reviewing, recording verdicts and dreaming', () => {
  it('loses nothing acknowledged, leaves memory old or new, and the next run works, 20 times', async function () {
    this.timeout(240_000);
    const driver = await bundle('driver', 'test/kill/driver.ts');
    const seed = randomInt(1_000_000);
    // two repos at a time
    const reports = await Promise.all([0, 1].map((i) => killRounds({ driver, rounds: 10, seed: seed + i })));
    for (const report of reports) {
      assert.equal(report.rounds, 10);
      assert.ok(
        report.reviews > 0 && report.verdicts > 0 && report.versions > 0,
        `too little was done before the kills: ${JSON.stringify(report)}`,
      );
    }
  });
});
