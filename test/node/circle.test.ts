import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ReviewReport } from '../../src/core/review/review-report.js';
import { openEngine, type TestEngine } from '../support/engine.js';
import { type TempRepo, tempRepo } from '../support/git-repo.js';

const base = 'export function total(cart) {\n  return cart.sum;\n}\n';
const buggy =
  'export function total(cart) {\n  let sum = 0;\n  debugger;\n  for (const item of cart.items) sum += item.price;\n  return sum;\n}\n';

const statuses = (report: ReviewReport, rule = 'js/debugger'): string[] =>
  report.findings.filter((f) => f.rule === rule).map((f) => f.status);
const only = (report: ReviewReport, rule = 'js/debugger'): string => {
  const [finding, ...others] = report.findings.filter((f) => f.rule === rule);
  assert.ok(finding && others.length === 0, JSON.stringify(report.findings.map((f) => f.rule)));
  return finding.fingerprint;
};

describe('the circle, on real repositories', () => {
  let repo: TempRepo;
  let engine: TestEngine;

  beforeEach(async () => {
    repo = await tempRepo({ 'src/cart.js': base, 'src/other.js': 'export const other = 1;\n' });
    engine = await openEngine(repo);
  });
  afterEach(async () => {
    await engine.reverie.close();
    await repo.dispose();
  });

  it('calls a finding new, then open, then fixed, and reappeared when it is back', async () => {
    await repo.write('src/cart.js', buggy);
    assert.deepEqual(statuses(await engine.review()), ['new']);
    assert.deepEqual(statuses(await engine.review()), ['open']);
    await repo.write('src/cart.js', buggy.replace('  debugger;\n', '  trace(cart);\n'));
    assert.deepEqual(statuses(await engine.review()), ['fixed']);
    assert.deepEqual(statuses(await engine.review()), [], 'said once');
    await repo.write('src/cart.js', buggy);
    assert.deepEqual(statuses(await engine.review()), ['reappeared']);
  });

  it('keeps a dismissal through shifts, a rename, a commit and a rebase', async () => {
    await repo.write('src/cart.js', buggy);
    await engine.say(only(await engine.review()), 'dismiss', 'intended');
    await repo.write('src/cart.js', `// a header\n// of two lines\n${buggy}`);
    assert.deepEqual(statuses(await engine.review()), ['dismissed'], 'after a shift');
    await repo.git('checkout', '-q', '-b', 'topic');
    await repo.commit('topic work');
    await repo.git('mv', 'src/cart.js', 'src/basket.js');
    await repo.commit('rename');
    const branch = { scope: { kind: 'branch' as const, base: 'main' } };
    assert.deepEqual(statuses(await engine.review(branch)), ['dismissed'], 'on the branch, renamed');
    await repo.git('checkout', '-q', 'main');
    await repo.commit('meanwhile', { 'src/other.js': 'export const other = 2;\n' });
    await repo.git('checkout', '-q', 'topic');
    await repo.git('rebase', '-q', 'main');
    assert.deepEqual(statuses(await engine.review(branch)), ['dismissed'], 'after a rebase');
  });

  it('loses no verdict and invents no “fixed” when branches are switched, stashed and reset', async () => {
    await repo.git('checkout', '-q', '-b', 'topic');
    await repo.commit('bug', { 'src/cart.js': buggy });
    const branch = { scope: { kind: 'branch' as const, base: 'main' } };
    await engine.say(only(await engine.review(branch)), 'accept');
    await repo.git('checkout', '-q', 'main');
    assert.deepEqual(statuses(await engine.review()), []);
    await repo.git('checkout', '-q', 'topic');
    assert.deepEqual(statuses(await engine.review(branch)), ['open']);

    await repo.write('src/other.js', 'export const other = 1;\nexport function late() {\n  debugger;\n}\n');
    assert.deepEqual(statuses(await engine.review()), ['new']);
    await repo.git('stash', '-q');
    assert.deepEqual(statuses(await engine.review()), []);
    await repo.git('stash', 'pop', '-q');
    assert.deepEqual(statuses(await engine.review()), ['open']);
    await repo.git('checkout', '-q', '--', 'src/other.js');
    assert.deepEqual(statuses(await engine.review()), []);
  });

  it('calls a revert and a stash with an edit nearby absent, and teaches nothing from them', async () => {
    const before = 'export function show(el, x, y) {\n  el.title = x;\n  return x;\n}\nexport const two = 2;\n';
    await repo.commit('page', { 'src/page.js': before });
    const branch = { scope: { kind: 'branch' as const, base: 'main' } };
    await repo.git('checkout', '-q', '-b', 'topic');
    await repo.commit('other work', { 'src/page.js': before.replace('two = 2', 'two = 3') });
    await repo.commit('bug', { 'src/page.js': (await repo.read('src/page.js')).replace('  return', '  debugger;\n  return') });
    assert.deepEqual(statuses(await engine.review(branch)), ['new']);
    await repo.git('revert', '--no-edit', 'HEAD');
    assert.deepEqual(statuses(await engine.review(branch)), [], 'after a revert');

    await repo.write('src/page.js', (await repo.read('src/page.js')).replace('  return', '  debugger; // look\n  return'));
    assert.deepEqual(statuses(await engine.review()), ['new']);
    await repo.git('stash', '-q');
    await repo.write('src/page.js', (await repo.read('src/page.js')).replace('return x;', 'return x ;'));
    assert.deepEqual(statuses(await engine.review()), [], 'after a stash and an edit of the next line');
    assert.equal((await engine.dream()).read.verdicts, 0);
  });

  it('never says again what stands unchanged through ten edited versions of a change', async () => {
    await repo.write('src/cart.js', buggy);
    const first = only(await engine.review());
    let text = buggy;
    for (let version = 0; version < 10; version++) {
      text = version % 2 ? `// note ${version}\n${text}` : text.replace('return sum;', `return round(sum, ${version});`);
      await repo.write('src/cart.js', text);
      const report = await engine.review();
      assert.deepEqual(statuses(report), ['open'], `version ${version}`);
      assert.equal(only(report), first);
    }
  });

  it('invariant 10: without a model the analyzers review, verdicts teach and dreams refine: eight dismissals hold back the ninth until a person brings it back', async () => {
    const noisy = (n: number): string => `export function job${n}() {\n  console.log('job ${n} is done');\n}\n`;
    for (let n = 0; n < 8; n++) await repo.write(`jobs/job-${n}.js`, noisy(n));
    const report = await engine.review();
    for (const finding of report.findings.filter((f) => f.rule === 'js/console-log')) await engine.say(finding.id, 'dismiss', 'intended');
    const dream = await engine.dream();
    assert.equal(dream.state, 'done');
    assert.deepEqual(
      dream.operations.map((o) => o.decision),
      ['apply'],
    );

    await repo.write('jobs/job-9.js', noisy(9));
    await repo.write('src/cart.js', base.replace('return', "console.log('total');\n  return"));
    const after = await engine.review();
    assert.equal(after.heldBack.length, 1);
    const [held] = after.heldBack;
    assert.ok(held);
    assert.equal(held.finding.anchor.path, 'jobs/job-9.js');
    assert.equal(held.lesson, dream.operations[0]?.operation.lesson);
    assert.deepEqual(
      statuses(after, 'js/console-log').filter((s) => s === 'new'),
      ['new'],
      'elsewhere the rule still speaks',
    );

    await engine.reverie.bringBack(held, 'person');
    const back = await engine.review();
    assert.deepEqual(back.heldBack, []);
    assert.ok(back.findings.some((f) => f.fingerprint === held.finding.fingerprint && f.status === 'open'));
  });

  it('shows a held-back finding again when a person accepts it', async () => {
    await repo.write('jobs/a.js', 'export function job() {\n  debugger;\n}\n');
    await engine.say(only(await engine.review()), 'dismiss', 'never-here');
    await engine.dream();
    await repo.write(
      'jobs/a.js',
      'export function job() {\n  debugger;\n}\nexport function late(cart) {\n  prepare(cart);\n  debugger;\n  send(cart);\n}\n',
    );
    const [held] = (await engine.review()).heldBack;
    assert.ok(held);
    await engine.say(held.finding.fingerprint, 'accept');
    const after = await engine.review();
    assert.deepEqual(after.heldBack, []);
    assert.ok(after.findings.some((f) => f.fingerprint === held.finding.fingerprint && f.status === 'open'));
  });

  it('keeps dismissals when the transcripts are gone, and says what cannot be read', async () => {
    await repo.write('src/cart.js', buggy);
    const report = await engine.review();
    await engine.say(only(report), 'dismiss', 'intended');
    await engine.reverie.close();
    const folder = path.join(repo.dir, '.git/reverie');
    const transcript = path.join(folder, 'transcripts', `${report.review.id}.jsonl`);
    await rm(path.join(folder, 'cache'), { recursive: true });
    await rm(transcript);
    await mkdir(transcript);
    engine = await openEngine(repo);
    const after = await engine.review();
    assert.deepEqual(statuses(after), ['dismissed']);
    assert.match(after.warnings.join('\n'), new RegExp(report.review.id));
  });

  it('invariant 7: after three dismissals a lesson is on trial: it demotes and marks, and hides nothing', async () => {
    for (let n = 0; n < 3; n++) await repo.write(`jobs/job-${n}.js`, `export function job() {\n  debugger; // ${n}\n}\n`);
    const report = await engine.review();
    for (const finding of report.findings.filter((f) => f.rule === 'js/debugger')) await engine.say(finding.id, 'dismiss', 'false-alarm');
    const dream = await engine.dream();
    assert.deepEqual(
      dream.operations.map((o) => o.decision),
      ['trial'],
    );
    await repo.write('jobs/job-9.js', 'export function last() {\n  debugger;\n}\n');
    const after = await engine.review();
    assert.deepEqual(after.heldBack, []);
    const shown = after.findings.find((f) => f.anchor.path === 'jobs/job-9.js');
    assert.equal(shown?.effects[0]?.effect, 'demote');
    assert.notEqual(shown?.severity, shown?.effects[0]?.from);
    const lesson = dream.operations[0]?.operation.lesson ?? '';
    assert.deepEqual(shown?.lessons, [lesson]);

    const preview = await engine.reverie.previewLesson(lesson, 'activate');
    assert.equal(preview.hides.rejected, 3);
    assert.equal((await engine.reverie.changeLesson(lesson, 'activate', { by: 'person' })).state, 'applied');
    assert.equal((await engine.review()).heldBack.length, 1, 'a person’s explicit operation applies at once');
  });

  it('invariants 3 and 4: agents teach nothing, and no number of dismissals hides a security finding', async () => {
    for (let n = 0; n < 9; n++) await repo.write(`src/run-${n}.js`, `export function run${n}(code) {\n  return eval(code);\n}\n`);
    const report = await engine.review();
    const security = report.findings.filter((f) => f.security);
    assert.equal(security.length, 9);
    for (const finding of security.slice(0, 8)) await engine.reverie.verdict({ finding: finding.id, verdict: 'dismiss', by: 'agent' });
    assert.equal((await engine.review()).findings.filter((f) => f.security && f.status === 'open').length, 9, 'an agent settles nothing');
    for (const finding of security.slice(0, 8)) await engine.say(finding.id, 'dismiss', 'false-alarm');
    await engine.dream();
    const after = await engine.review();
    assert.deepEqual(after.heldBack, []);
    const last = after.findings.find((f) => f.anchor.path === 'src/run-8.js');
    assert.equal(last?.status, 'open');
    assert.equal(last?.severity, security[8]?.severity);
    const lessons = (await engine.reverie.memory()).lessons.filter((l) => l.effect && l.effect.do !== 'raise');
    assert.deepEqual(lessons, []);
  });

  it('writes no secret anywhere, and nothing into the work tree', async () => {
    const secret = ['AK', 'IA', 'Z7QWERT4UIOPAS3D'].join('');
    await repo.write('src/keys.js', `export const key = '${secret}';\ntry {\n  use(key);\n} catch (error) {}\n`);
    const report = await engine.review();
    assert.ok(report.findings.some((f) => f.security && f.anchor.path === 'src/keys.js'));
    for (const finding of report.findings)
      await engine.reverie.verdict({ finding: finding.id, verdict: 'dismiss', note: `it is ${secret}`, by: 'person' });
    await engine.dream();
    await engine.reverie.close();
    const folder = path.join(repo.dir, '.git/reverie');
    for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (file.isFile()) assert.ok(!(await readFile(path.join(file.parentPath, file.name))).includes(secret), file.name);
    }
    assert.equal(await repo.git('status', '--porcelain', '--untracked-files=all'), '?? src/keys.js');
    engine = await openEngine(repo);
  });

  it('knows from another storage what was dismissed here: windows, worktrees and the CLI agree', async () => {
    await repo.write('src/cart.js', buggy);
    await engine.say(only(await engine.review()), 'dismiss', 'intended');
    const editor = await openEngine(repo, { storage: path.join(repo.dir, '.git/elsewhere') });
    try {
      assert.deepEqual(statuses(await editor.review()), ['dismissed']);
    } finally {
      await editor.reverie.close();
    }
    assert.deepEqual((await engine.reverie.audit()).problems, []);
  });

  it('keeps what was found when a review is cancelled', async () => {
    await repo.write('src/cart.js', buggy);
    const controller = new AbortController();
    const report = await engine.reverie.review(
      { scope: { kind: 'uncommitted' } },
      { signal: controller.signal, onProgress: (p) => p.type === 'changes' && controller.abort() },
    );
    assert.equal(report.review.state, 'cancelled');
    assert.equal(report.coverage.length, 1);
    assert.equal(report.coverage[0]?.state, 'failed', 'what was not looked at says so');
    assert.equal((await engine.reverie.latestReview())?.review.state, 'cancelled');
  });
});
