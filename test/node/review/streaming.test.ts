import assert from 'node:assert/strict';
import type { ReviewProgress, ReviewReport } from '../../../src/core/review/review-report.js';
import { openEngine, type TestEngine } from '../../support/engine.js';
import { type TempRepo, tempRepo } from '../../support/git-repo.js';

const clean = 'export function total(cart) {\n  return cart.sum;\n}\n';
const buggy = clean.replace('  return', '  debugger;\n  return');

describe('findings that stream in', () => {
  let repo: TempRepo;
  let engine: TestEngine;
  const paths = ['src/a.js', 'src/b.js', 'src/c.js', 'src/d.js'];

  beforeEach(async () => {
    repo = await tempRepo(Object.fromEntries(paths.map((path) => [path, clean])));
    engine = await openEngine(repo);
    for (const path of paths) await repo.write(path, buggy);
  });
  afterEach(async () => {
    await engine.reverie.close();
    await repo.dispose();
  });

  const watch = async (stopAfter = Infinity): Promise<{ seen: ReviewProgress[]; report: ReviewReport }> => {
    const seen: ReviewProgress[] = [];
    const stopper = new AbortController();
    const report = await engine.reverie.review(
      { scope: { kind: 'uncommitted' } },
      {
        signal: stopper.signal,
        onProgress: (progress) => {
          seen.push(progress);
          if (progress.type === 'progress' && progress.done >= stopAfter) stopper.abort();
        },
      },
    );
    return { seen, report };
  };
  const candidates = (seen: ReviewProgress[]) => seen.flatMap((p) => (p.type === 'candidate' ? [p] : []));

  it('are told file by file, while later files are still to be looked at', async () => {
    const { seen, report } = await watch();
    assert.deepEqual(
      seen.flatMap((p) => (p.type === 'progress' ? [`${p.done}/${p.total} ${p.what}`] : [])),
      paths.map((path, i) => `${i + 1}/4 ${path}`),
    );
    assert.deepEqual(
      candidates(seen).map((p) => p.candidate.anchor.path),
      paths,
    );
    const order = seen.map((p) => p.type);
    assert.ok(order.indexOf('candidate') < order.lastIndexOf('progress'), order.join(' '));
    assert.ok(order.lastIndexOf('candidate') < order.indexOf('finding'), 'judged ones come last');
    assert.equal(report.findings.length, 4);
    assert.ok(candidates(seen).every((p) => p.fingerprint === undefined));
  });

  it('leave out what was dismissed, what memory holds back and what a comment silences, and name what is known', async () => {
    const first = (await watch()).report;
    const of = (path: string) => first.findings.find((f) => f.anchor.path === path)!;
    await engine.say(of('src/a.js').id, 'dismiss', 'intended');
    await repo.write('src/b.js', buggy.replace('  debugger', '  // reverie-ignore js/debugger: stops on purpose\n  debugger'));
    const { seen, report } = await watch();
    assert.deepEqual(
      candidates(seen).map((p) => [p.candidate.anchor.path, p.fingerprint]),
      ['src/c.js', 'src/d.js'].map((path) => [path, of(path).fingerprint]),
    );
    const shown = report.findings.filter((f) => f.status !== 'dismissed' && f.status !== 'fixed');
    assert.equal(shown.length, candidates(seen).length, 'the counts agree in the end');
    assert.equal(report.heldBack.length, 1);
  });

  it('invariant 9: keep what was found when the review is stopped, and say which files were not reached', async () => {
    const { report } = await watch(2);
    assert.equal(report.review.state, 'cancelled');
    assert.ok(report.findings.length >= 2, String(report.findings.length));
    const failed = report.coverage.filter((row) => row.state === 'failed');
    assert.equal(report.coverage.length, 4);
    assert.ok(failed.length > 0 && failed.every((row) => /cancelled/.test(row.reason ?? '')), JSON.stringify(report.coverage));
  });

  it('cost a review that nobody watches nothing, and change nothing of its result', async () => {
    const watched = (await watch()).report;
    const alone = await engine.review();
    assert.deepEqual(
      alone.findings.map((f) => f.fingerprint),
      watched.findings.map((f) => f.fingerprint),
    );
  });
});
