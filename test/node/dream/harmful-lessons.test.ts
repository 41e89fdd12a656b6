import assert from 'node:assert/strict';
import { add, codeEvidence, lesson } from '../../core/memory/lessons.js';
import { openEngine, type TestEngine } from '../../support/engine.js';
import { tempRepo, type TempRepo } from '../../support/git-repo.js';

/** What a model once thought of two functions; nobody has ever spoken of it. */
const harmful = lesson({
  id: 'quiet-in-two-functions-3f2a',
  statement: 'Output in start and stop is part of the protocol',
  provenance: 'model',
  scope: { paths: ['src/**'], languages: ['typescript'], rules: ['js/console-log', 'js/debugger'], symbols: ['start', 'stop'] },
  counts: { accepted: 0, dismissed: 0, overruled: 0 },
  evidence: [codeEvidence('README.md', 'hello', '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03')],
});

const code = (name: string): string => `export function ${name}(x: number) {\n  console.log('${name}', x);\n  return x;\n}\n`;

describe('A harmful lesson about symbols, languages and several rules', function () {
  this.timeout(120_000);
  let repo: TempRepo;
  let engine: TestEngine;
  beforeEach(async () => {
    repo = await tempRepo({ 'README.md': 'hello\n' });
    engine = await openEngine(repo);
    await engine.reverie.memoryStore.apply([add(harmful, { by: 'model' })], { message: 'a lesson of old' });
  });
  afterEach(async () => {
    await engine.reverie.close();
    await repo.dispose();
  });

  it('is narrowed by what people bring back, in one dream after real reviews, and what it held back is shown from then on', async () => {
    for (let n = 0; n < 2; n++) await repo.write(`src/start-${n}.ts`, code('start'));
    const before = await engine.review();
    assert.deepEqual(
      before.heldBack.map((h) => [h.finding.rule, h.lesson]),
      [0, 1].map(() => ['js/console-log', harmful.id]),
    );
    for (const held of before.heldBack) await engine.reverie.bringBack(held, 'person');

    const report = await engine.dream();
    const narrowed = report.operations.find((o) => o.operation.lesson === harmful.id);
    assert.equal(narrowed?.operation.op, 'revise');
    assert.equal(narrowed?.decision, 'apply', narrowed?.reason);
    const after = (await engine.reverie.memory()).lessons.find((l) => l.id === harmful.id);
    assert.deepEqual(after?.scope.rules, ['js/debugger']);
    assert.deepEqual(report.health?.after.harmful, 0);

    await repo.write('src/more.ts', code('start'));
    const again = await engine.review();
    assert.deepEqual(again.heldBack, []);
    assert.ok(again.findings.some((f) => f.anchor.path === 'src/more.ts' && f.rule === 'js/console-log'));

    // what the dream did is taken back by one revert, and the next dream leaves it so
    assert.equal((await engine.reverie.revert(narrowed?.operation.id ?? '', { by: 'person' })).state, 'applied');
    await repo.write('src/other.ts', code('other'));
    await engine.review();
    await engine.dream();
    const back = (await engine.reverie.memory()).lessons.find((l) => l.id === harmful.id);
    assert.deepEqual(back?.scope.rules, harmful.scope.rules);
  });
});
