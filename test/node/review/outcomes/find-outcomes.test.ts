import assert from 'node:assert/strict';
import type { Scope } from '../../../../src/core/changes/change-set.js';
import { parseLedger } from '../../../../src/core/transcript/read-events.js';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { sha256Hasher } from '../../../../src/node/ports/sha256-hasher.js';
import { openEngine, type TestEngine } from '../../../support/engine.js';
import { type TempRepo, tempRepo } from '../../../support/git-repo.js';

const signal = new AbortController().signal;
const branch: Scope = { kind: 'branch', base: 'main' };

/** Functions far enough apart that an edit of one is not near the other. */
const base = `export function first(a) {
  const one = a + 1;
  const two = one * 2;
  const three = two - a;
  return three;
}

export function second(b) {
  const four = b + 4;
  const five = four * 5;
  const six = five - b;
  return six;
}
`;
const withLog = base.replace('  return six;', '  console.log(six);\n  const seven = six + 7;\n  return seven;');

async function outcomes(repo: TempRepo) {
  const dir = path.join(repo.dir, '.git/reverie/ledger');
  const files = await readdir(dir).catch(() => []);
  const events = [];
  for (const file of files)
    for (const { event } of parseLedger(await readFile(path.join(dir, file)), sha256Hasher(new Uint8Array())).lines)
      if (event?.type === 'outcome') events.push(event);
  return events;
}

describe('outcomes found by themselves', () => {
  let repo: TempRepo;
  let engine: TestEngine;

  beforeEach(async () => {
    repo = await tempRepo({ 'src/a.js': base, 'README.md': 'x\n' });
    engine = await openEngine(repo);
  });

  afterEach(async () => {
    await engine.reverie.close();
    await repo.dispose();
  });

  /** Reviews a branch whose only commit brings the finding. */
  async function flagged(): Promise<string> {
    await repo.git('switch', '-q', '-c', 'feature');
    const commit = await repo.commit('log', { 'src/a.js': withLog });
    const report = await engine.review({ scope: branch });
    assert.equal(report.findings.length, 1);
    return commit;
  }

  const find = () => engine.reverie.findOutcomes({ signal });
  const words = async () => (await outcomes(repo)).map((o) => `${o.outcome} ${o.basis}`);

  it('finds a fix in a later commit, once, with the churn beside it', async () => {
    await flagged();
    const fix = await repo.commit('tidy', { 'src/a.js': withLog.replace('  console.log(six);\n', '') });
    const { recorded, left } = await find();
    assert.equal(left, 0);
    assert.deepEqual(
      recorded.map(({ outcome, basis, seenIn, churn }) => ({ outcome, basis, seenIn, churn })),
      [{ outcome: 'fixed', basis: 'rule', seenIn: fix, churn: { lines: 2, changed: 0 } }],
    );
    assert.deepEqual((await find()).recorded, []);
    const other = await openEngine(repo);
    assert.deepEqual((await other.reverie.findOutcomes({ signal })).recorded, [], 'another window finds it recorded');
    await other.reverie.close();
    assert.equal((await outcomes(repo)).length, 1);
    assert.equal((await engine.reverie.latestReview())?.findings[0]?.status, 'fixed');
  });

  it('records once what two windows find at the same time', async () => {
    await flagged();
    await repo.commit('tidy', { 'src/a.js': withLog.replace('  console.log(six);\n', '') });
    const other = await openEngine(repo);
    const both = await Promise.all([find(), other.reverie.findOutcomes({ signal })]);
    await other.reverie.close();
    assert.ok(both.some(({ recorded }) => recorded.length === 1));
    assert.equal((await outcomes(repo)).length, 1);
  });

  it('finds that it survived when code near it was edited, by a rename too, and then that it was fixed', async () => {
    await flagged();
    await repo.commit('far', { 'src/a.js': withLog.replace('a + 1', 'a + 11') });
    assert.deepEqual((await find()).recorded, [], 'an edit elsewhere says nothing');
    await repo.git('mv', 'src/a.js', 'src/b.js');
    await repo.commit('near', { 'src/b.js': withLog.replace('a + 1', 'a + 11').replace('six + 7', 'six + 70') });
    assert.deepEqual(
      (await find()).recorded.map((o) => `${o.outcome} ${o.basis}`),
      ['survived rule'],
    );
    await repo.commit('tidy', {
      'src/b.js': withLog.replace('a + 1', 'a + 11').replace('six + 7', 'six + 70').replace('  console.log(six);\n', ''),
    });
    assert.deepEqual(
      (await find()).recorded.map((o) => o.outcome),
      ['fixed'],
    );
    assert.deepEqual(await words(), ['survived rule', 'fixed rule']);
  });

  it('says nothing of a commit that only renames the argument, for the rule still says it, but that it survived', async () => {
    await flagged();
    await repo.commit('rename', { 'src/a.js': withLog.replaceAll('six', 'sixth') });
    assert.deepEqual(
      (await find()).recorded.map((o) => `${o.outcome} ${o.basis}`),
      ['survived rule'],
    );
    assert.equal((await engine.review({ scope: branch })).findings[0]?.status, 'open');
  });

  it('is neutral when the function was rewritten or its file deleted', async () => {
    await flagged();
    await repo.git('rm', '-q', 'src/a.js');
    await repo.commit('gone');
    assert.deepEqual(
      (await find()).recorded.map((o) => o.outcome),
      ['deleted'],
    );
  });

  it('calls a branch switch, a reset and a revert absent, and nothing fixed', async () => {
    await flagged();
    await repo.git('switch', '-q', 'main');
    await find();
    await repo.git('switch', '-q', 'feature');
    assert.deepEqual((await find()).recorded, [], 'back again');
    await repo.git('revert', '--no-edit', 'HEAD');
    await find();
    assert.deepEqual(await words(), ['absent place'], 'the same again is no news');
    await repo.git('reset', '-q', '--hard', 'main');
    await find();
    assert.equal((await outcomes(repo)).filter((o) => o.outcome !== 'absent').length, 0);
  });

  it('calls it absent when a commit takes just the flagged lines back to what they were', async () => {
    await repo.git('switch', '-q', '-c', 'feature');
    const flaggedText = base
      .replace('b + 4', 'b + 44')
      .replace('const six = five - b;', 'const six = eval(five);')
      .replace('return six', 'return six + 1');
    await repo.commit('change', { 'src/a.js': flaggedText });
    const { findings } = await engine.review({ scope: branch });
    assert.ok(findings.length >= 1);
    await repo.commit('tidy up', { 'src/a.js': flaggedText.replace('const six = eval(five);', 'const six = five - b;') });
    await find();
    assert.deepEqual([...new Set((await outcomes(repo)).map((o) => o.outcome))], ['absent']);
  });

  it('follows uncommitted work into its commit, and sees that it was committed mended', async () => {
    await repo.write('src/a.js', withLog);
    await engine.review();
    await repo.commit('work');
    assert.deepEqual((await find()).recorded, [], 'committed as it was');
    const tidy = await repo.commit('tidy', { 'src/a.js': withLog.replace('  console.log(six);\n', '') });
    assert.deepEqual(
      (await find()).recorded.map((o) => [o.outcome, o.seenIn]),
      [['fixed', tidy]],
    );
    const more = withLog.replace('  console.log(six);', '  console.log(six, b);\n  const eight = six * 8;');
    await repo.write('src/a.js', more);
    await engine.review();
    const mended = await repo.commit('more', { 'src/a.js': more.replace('  console.log(six, b);\n', '') });
    assert.deepEqual(
      (await find()).recorded.map((o) => [o.outcome, o.seenIn]),
      [['fixed', mended]],
    );
  });

  it('calls uncommitted work that was stashed absent, and open again when it is back', async () => {
    await repo.write('src/a.js', withLog);
    await engine.review();
    await repo.git('stash', '-q');
    const other = await openEngine(repo);
    assert.deepEqual(
      (await other.reverie.findOutcomes({ signal })).recorded.map((o) => o.outcome),
      ['absent'],
    );
    await other.reverie.close();
    await repo.git('stash', 'pop', '-q');
    assert.equal((await engine.review()).findings[0]?.status, 'open');
  });

  it('goes on behind a merge of the branch that brought the finding', async () => {
    await flagged();
    await repo.git('switch', '-q', 'main');
    await repo.commit('meanwhile', { 'src/a.js': `// a licence\n\n${base}`, 'README.md': 'y\n' });
    await repo.git('merge', '-q', '--no-ff', '-m', 'merge', 'feature');
    assert.deepEqual((await find()).recorded, []);
    const merged = await repo.read('src/a.js');
    await repo.commit('tidy', { 'src/a.js': merged.replace('  console.log(six);\n', '') });
    assert.deepEqual(
      (await find()).recorded.map((o) => o.outcome),
      ['fixed'],
    );
  });

  it('says nothing of a repository without a commit, and of a file that is no text any more', async () => {
    const empty = await tempRepo();
    const own = await openEngine(empty);
    try {
      await empty.write('a.js', "console.log('x');\nexport {};\n");
      await own.review();
      assert.deepEqual((await own.reverie.findOutcomes({ signal })).recorded, []);
      await empty.commit('first');
      await empty.commit('binary', { 'a.js': new Uint8Array([0, 1, 2, 3]) });
      assert.deepEqual((await own.reverie.findOutcomes({ signal })).recorded, []);
    } finally {
      await own.reverie.close();
      await empty.dispose();
    }
  });

  it('takes no rebase for a fix', async () => {
    await flagged();
    await engine.reverie.findOutcomes({ signal });
    await repo.git('switch', '-q', 'main');
    await repo.commit('meanwhile', { 'README.md': 'y\n' });
    await repo.git('switch', '-q', 'feature');
    await repo.git('rebase', '-q', 'main');
    assert.deepEqual((await find()).recorded, []);
    assert.equal((await engine.review({ scope: branch })).findings[0]?.status, 'open');
  });
});
