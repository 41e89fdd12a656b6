import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { assets, bundle, finished, start } from '../cli/bundle.js';
import { tempDir, tempRepo } from '../support/git-repo.js';
import { killDreams, leaseTermMs, reviewAndDismiss, withEngine } from './dream-kills.js';

describe('kill -9 at every step of a dream', () => {
  it('leaves the old memory or the new one, the journal tells, and the next dream has everything to read, 20 times', async function () {
    this.timeout(400_000);
    const driver = await bundle('dream-driver', 'test/kill/dream-driver.ts');
    const report = await killDreams({ driver, rounds: 20, seed: randomInt(1_000_000) });
    // how many of each depends on how busy the machine is
    assert.ok(report.old > 0 && report.changed > 0 && report.cutOff > 5, JSON.stringify(report));
  });
});

describe('Two windows and a terminal that dream at once', () => {
  it('dream once, and the others say why not', async function () {
    this.timeout(120_000);
    const driver = await bundle('dream-driver', 'test/kill/dream-driver.ts');
    const repo = await tempRepo({ 'README.md': 'shared\n' });
    const storage = await tempDir();
    try {
      await withEngine(repo.dir, (reverie) => reviewAndDismiss(reverie, repo, 0));
      const day = '2026-06-10';
      const dreamers = [['cli'], ['vscode', path.join(storage, 'one'), day], ['vscode', path.join(storage, 'two'), day]].map((kind) =>
        finished(start(driver, [repo.dir, assets, String(leaseTermMs * 4), ...kind], { cwd: repo.dir })),
      );
      const said = (await Promise.all(dreamers)).map(({ stdout, stderr }) => {
        assert.ok(stdout.startsWith('{'), stderr);
        return JSON.parse(stdout) as { state: string; reason?: string };
      });
      assert.deepEqual(said.map((d) => d.state).toSorted(), ['done', 'skipped', 'skipped']);
      for (const { state, reason } of said) {
        if (state === 'skipped') assert.match(reason ?? '', /another dream is going on|no new reviews or verdicts|has run already/);
      }
      const journal = await withEngine(repo.dir, (reverie) => reverie.journal());
      assert.deepEqual(
        journal.map(({ state, reason }) => JSON.stringify([state, reason])).toSorted(),
        said.map(({ state, reason }) => JSON.stringify([state, reason])).toSorted(),
        'the journal tells of all three, with the same reasons',
      );
    } finally {
      await repo.dispose();
    }
  });
});
