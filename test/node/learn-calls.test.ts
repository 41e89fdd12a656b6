import assert from 'node:assert/strict';
import type { OutsideReport } from '../../src/core/analysis/outside/outside-remark.js';
import { readSarif } from '../../src/core/analysis/outside/read-sarif.js';
import type { LearnReport } from '../../src/core/dream/history/learn-report.js';
import { openEngine, type TestEngine } from '../support/engine.js';
import { tempRepo, type TempRepo } from '../support/git-repo.js';

describe('learning from a repo’s history', () => {
  const silenced = (n: number): string => `// eslint-disable-next-line no-console -- a tool prints\nconsole.log(${n});\n`;
  let repo: TempRepo;
  let engine: TestEngine;

  before(async () => {
    repo = await tempRepo({
      'scripts/a.js': silenced(1),
      'scripts/b.js': silenced(2),
      'scripts/c.js': silenced(3),
      'AGENTS.md': '# Rules\nUse tabs. Token: ghp_0123456789abcdefghijABCDEFGHIJ012345\n',
      'src/cart.js': 'export const total = 1;\n',
    });
    for (let i = 0; i < 6; i++) await repo.commit(`fix: total ${i}`, { 'src/cart.js': `export const total = ${i + 2};\n` });
    await repo.git('checkout', '-q', '-b', 'feature');
    for (const name of ['d', 'e', 'f'])
      await repo.commit(`feat: ${name}`, { [`lib/${name}.js`]: `// eslint-disable-next-line no-alert\nalert(1);\n` });
    engine = await openEngine(repo);
  });
  after(async () => {
    await engine.reverie.close();
    await repo.dispose();
  });

  const learn = (dryRun = false): Promise<LearnReport> => engine.reverie.learnFromHistory({ dryRun, signal: new AbortController().signal });

  it('changes nothing in a dry run', async () => {
    const report = await learn(true);
    assert.equal(report.operations.length, 3);
    assert.deepEqual((await engine.reverie.memory()).lessons, []);
  });

  it('learns what is merged into the default branch, on trial, each with the code it rests on, and nothing twice', async () => {
    const { operations } = await learn();
    assert.deepEqual(operations.map((o) => o.by).sort(), ['team', 'text', 'text']);
    const { lessons } = await engine.reverie.memory();
    assert.deepEqual(lessons.map((l) => `${l.kind} ${l.status} ${l.provenance}`).sort(), [
      'context proposed text',
      'convention trial team',
      'hotspot proposed text',
    ]);
    assert.ok(lessons.every((l) => l.evidence.length > 0 && l.evidence.every((e) => e.type === 'code')));
    assert.ok(!JSON.stringify(lessons).includes('ghp_0123456789'), 'secrets are replaced');
    assert.ok(!JSON.stringify(lessons).includes('no-alert'), 'what is not merged is nobody’s word yet');
    const again = await learn();
    assert.deepEqual([again.operations.length, again.before], [0, again.after]);
  });

  it('learns from suppressed results with their status and justification', async () => {
    const result = (file: string, status: string, ruleId = 'no-empty'): unknown => ({
      ruleId,
      message: { text: 'm' },
      locations: [{ physicalLocation: { artifactLocation: { uri: file }, region: { startLine: 1 } } }],
      suppressions: [{ kind: 'external', status, justification: 'by design' }],
    });
    const report = (results: unknown[]): OutsideReport[] => {
      const sarif = JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'ESLint' } }, results }] });
      const reading = readSarif(sarif, { roots: [repo.dir] });
      assert.ok(reading.state === 'read');
      return [{ origin: 'x.sarif', from: 'file', ...reading }];
    };
    const options = { dryRun: false, signal: new AbortController().signal };
    const files = ['scripts/a.js', 'scripts/b.js', 'scripts/c.js'];
    const open = await engine.reverie.learnFromReports(report(files.map((f) => result(f, 'underReview'))), options);
    assert.deepEqual([open.operations.length, open.skipped['still under review']], [0, 3]);
    const accepted = report(files.map((f) => result(f, 'accepted')));
    const { operations, read } = await engine.reverie.learnFromReports(accepted, options);
    assert.deepEqual([operations.length, read['accepted']], [1, 3]);
    assert.ok(operations[0]?.op === 'add' && /by design/.test(operations[0].value.body));
    assert.equal((await engine.reverie.learnFromReports(accepted, options)).operations.length, 0);
  });
});
