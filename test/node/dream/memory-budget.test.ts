import assert from 'node:assert/strict';
import { memoryBudget } from '../../../src/core/memory/memory-budget.js';
import { add, eventEvidence, lesson } from '../../core/memory/lessons.js';
import { openEngine, type TestEngine } from '../../support/engine.js';
import { tempRepo, type TempRepo } from '../../support/git-repo.js';

describe('A memory beyond its budget, in the real engine', function () {
  this.timeout(120_000);
  let repo: TempRepo;
  let engine: TestEngine;
  beforeEach(async () => {
    repo = await tempRepo({ 'README.md': 'hello\n' });
    engine = await openEngine(repo);
  });
  afterEach(async () => {
    await engine.reverie.close();
    await repo.dispose();
  });

  it('is brought within it, and what a person takes back stays awake while another one sleeps in its place', async () => {
    const lessons = Array.from({ length: 262 }, (_, n) =>
      lesson({
        id: `l-${n}`,
        statement: `\`rule-${n}\` says ${n} things of part ${n * 7}`,
        provenance: 'outcome',
        scope: { paths: [`src/part-${n}/**`], languages: [], rules: [`rule-${n}`], symbols: [] },
        evidence: [eventEvidence(n)],
      }),
    );
    await engine.reverie.memoryStore.apply(
      lessons.map((l) => add(l, { by: 'outcome' })),
      { message: 'as they came' },
    );
    await repo.write('src/a.ts', 'console.log(1);\n');
    const dreamAgain = async () => {
      await engine.review();
      const report = await engine.dream();
      assert.equal(report.state, 'done', report.reason);
      assert.ok((report.health?.after.tokens ?? Infinity) <= memoryBudget, String(report.health?.after.tokens));
      return report;
    };
    const first = await dreamAgain();
    assert.ok((first.health?.before.tokens ?? 0) > memoryBudget);
    const [slept] = first.operations;
    assert.equal(slept?.operation.op, 'sleep');
    assert.deepEqual((await dreamAgain()).operations, []);

    await engine.reverie.revert(slept?.operation.id ?? '', { by: 'person' });
    const third = await dreamAgain();
    assert.deepEqual(
      third.operations.map((o) => [o.operation.op, o.decision]),
      [['sleep', 'apply']],
    );
    assert.deepEqual((await dreamAgain()).operations, []);
    const back = (await engine.reverie.memory()).lessons.find((l) => l.id === slept?.operation.lesson);
    assert.equal(back?.status, 'active');
  });
});
