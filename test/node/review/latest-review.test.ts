import assert from 'node:assert/strict';
import { openEngine, type TestEngine } from '../../support/engine.js';
import { type TempRepo, tempRepo } from '../../support/git-repo.js';

const nan = 'export const same = (x) => x === NaN;\nexport const more = 1;\n';
const evil = 'export const run = (x) => eval(x);\n';

describe('the newest review on a real repository', () => {
  const signal = new AbortController().signal;
  let repo: TempRepo;
  let engine: TestEngine;

  beforeEach(async () => {
    repo = await tempRepo({ 'a.js': 'export {};\n', 'pages/[id].js': 'export {};\n' });
    engine = await openEngine(repo);
    await repo.write('a.js', nan);
    await repo.write('pages/[id].js', evil);
  });

  afterEach(async () => {
    await engine.reverie.close();
    await repo.dispose();
  });

  const look = (path: string) => engine.reverie.review({ scope: { kind: 'uncommitted' }, paths: [path] }, { signal });
  const found = async () =>
    ((await engine.reverie.latestReview())?.findings ?? []).map((f) => `${f.anchor.path} ${f.rule} ${f.status}`).sort();

  it('takes in a fresh look at one file, and keeps what was found in the others', async () => {
    const whole = await engine.reverie.review({ scope: { kind: 'uncommitted' } }, { signal });
    assert.deepEqual(await found(), ['a.js js/compare-nan new', 'pages/[id].js js/eval new']);
    await repo.write('pages/[id].js', `// moved\n${evil}${nan}`);
    await look('pages/[id].js');
    assert.deepEqual(await found(), ['a.js js/compare-nan new', 'pages/[id].js js/compare-nan new', 'pages/[id].js js/eval open']);
    const report = await engine.reverie.latestReview();
    assert.equal(report?.review.id, whole.review.id, 'what was compared is what the review compared');
    assert.deepEqual(
      report?.coverage.map((c) => c.path),
      ['a.js', 'pages/[id].js'],
    );
  });

  it('takes the newest of several looks, and says what one of them fixed', async () => {
    await engine.reverie.review({ scope: { kind: 'uncommitted' } }, { signal });
    await look('a.js');
    await repo.write('a.js', 'export const same = (x) => Number.isNaN(x);\nexport const more = 1;\n');
    await look('a.js');
    assert.deepEqual(await found(), ['a.js js/compare-nan fixed', 'pages/[id].js js/eval new']);
  });

  it('shows a look alone when the review before it was of another scope', async () => {
    await repo.git('add', 'a.js');
    await engine.reverie.review({ scope: { kind: 'staged' } }, { signal });
    await look('pages/[id].js');
    assert.deepEqual(await found(), ['pages/[id].js js/eval new']);
  });

  it('reads a review from before looks were told apart as one of the whole scope', async () => {
    await look('a.js');
    await engine.reverie.review({ scope: { kind: 'uncommitted' } }, { signal });
    assert.equal((await found()).length, 2);
  });
});
