import assert from 'node:assert/strict';
import { openEngine, type TestEngine } from '../../support/engine.js';
import { tempRepo, type TempRepo } from '../../support/git-repo.js';

const swallowing = ['export function parse(text) {', '  try {', '    return JSON.parse(text);', '  } catch (error) {', '  }', '}', ''];
const withLine = (at: number, line: string): string => swallowing.toSpliced(at, 0, line).join('\n');

describe('a reverie-ignore comment in a review', () => {
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

  it('holds the finding back with the comment’s place and reason, and no lesson', async () => {
    await repo.write('a.js', 'console.log(1); // reverie-ignore js/console-log: a tool prints\nconsole.log(2);\n');
    const report = await engine.review();
    assert.deepEqual(
      report.findings.map((f) => f.anchor.state === 'exact' && f.anchor.startLine),
      [2],
    );
    const [held] = report.heldBack;
    assert.equal(held?.why, 'reverie-ignore in a.js:1: a tool prints');
    assert.equal(held.lesson, undefined);
    assert.equal(held.finding.rule, 'js/console-log');
    assert.deepEqual(report.warnings, []);
    assert.deepEqual((await engine.reverie.latestReview())?.heldBack, report.heldBack);
  });

  for (const [where, text] of [
    ['at the end of its line', swallowing.join('\n').replace('(error) {', '(error) { // reverie-ignore js/empty-catch: text is optional')],
    ['on the line above', withLine(3, '    // reverie-ignore js/empty-catch: text is optional')],
    ['inside the flagged code', withLine(4, '    // reverie-ignore js/empty-catch: text is optional')],
  ] as const) {
    it(`keeps the identity of a finding and never calls it fixed when the comment comes ${where}`, async () => {
      await repo.write('a.js', swallowing.join('\n'));
      const first = (await engine.review()).findings.find((f) => f.rule === 'js/empty-catch');
      assert.ok(first);
      await repo.write('a.js', text);
      for (const _ of [1, 2]) {
        const report = await engine.review();
        assert.deepEqual(report.findings, []);
        assert.deepEqual(
          report.heldBack.map((h) => [h.finding.fingerprint, h.lesson]),
          [[first.fingerprint, undefined]],
        );
        assert.deepEqual(report.warnings, []);
      }
      await repo.write('a.js', swallowing.join('\n'));
      const again = await engine.review();
      assert.deepEqual(
        again.findings.map((f) => [f.fingerprint, f.status]),
        [[first.fingerprint, 'open']],
      );
    });
  }

  it('is counted in a block that is empty but for it, from the first review on, and silences nothing there without a reason', async () => {
    await repo.write('a.js', withLine(4, '    // reverie-ignore js/empty-catch: text is optional'));
    const report = await engine.review();
    assert.deepEqual(report.findings, []);
    assert.deepEqual(
      report.heldBack.map((h) => [h.finding.rule, h.why]),
      [['js/empty-catch', 'reverie-ignore in a.js:5: text is optional']],
    );
    assert.deepEqual(report.warnings, []);
    await repo.write('a.js', withLine(4, '    // reverie-ignore js/empty-catch'));
    const without = await engine.review();
    assert.deepEqual(
      without.findings.map((f) => f.rule),
      ['js/empty-catch'],
    );
    assert.match(without.warnings.join(), /a\.js:5: .*gives no reason/);
  });

  it('invariant 4: silences no security finding, and says who can', async () => {
    await repo.write('a.js', 'export const run = (x) => eval(x); // reverie-ignore js/eval: trust me "$(rm)"\n');
    const report = await engine.review();
    const finding = report.findings.find((f) => f.rule === 'js/eval');
    assert.equal(finding?.security, true);
    assert.equal(finding.status, 'new');
    assert.deepEqual(report.heldBack, []);
    assert.equal(report.warnings.length, 1);
    assert.match(
      report.warnings[0] ?? '',
      /^a\.js:1: reverie-ignore js\/eval does not silence a security finding, it stays shown; a person dismisses it/,
    );
    assert.match(report.warnings[0] ?? '', new RegExp(`reverie verdict ${finding.fingerprint} dismiss --reason "trust me \\(rm\\)"$`));
    await engine.say(finding.fingerprint, 'dismiss', 'intended');
    const after = await engine.review();
    assert.deepEqual([after.findings.map((f) => f.status), after.warnings], [['dismissed'], []]);
  });

  it('is not honoured without a reason, and says so with the next step', async () => {
    await repo.write('a.js', 'console.log(1); // reverie-ignore js/console-log\n');
    const report = await engine.review();
    assert.equal(report.findings.length, 1);
    assert.deepEqual(report.warnings, [
      'a.js:1: reverie-ignore js/console-log gives no reason and silences nothing; write it as reverie-ignore js/console-log: why it is right here',
    ]);
    assert.deepEqual((await engine.reverie.latestReview())?.warnings, report.warnings);
  });

  it('is not honoured in a string, and is told when it matches nothing', async () => {
    await repo.write(
      'a.js',
      'console.log("// reverie-ignore js/console-log: no");\n// reverie-ignore js/empty-catch: long gone\nexport const a = 1;\n// reverie-ignore eslint/no-x: of another analyzer\nexport const b = 1;\n',
    );
    const report = await engine.review();
    assert.equal(report.findings.length, 1);
    assert.deepEqual(report.warnings, [
      "a.js:2: reverie-ignore js/empty-catch matches no finding of this change; take it out, or check the rule's name",
    ]);
  });

  it('leaves a person’s dismissal as it is, and lets an agent’s bring-back name the comment', async () => {
    await repo.write('a.js', 'console.log(1);\n');
    const [finding] = (await engine.review()).findings;
    assert.ok(finding);
    await engine.say(finding.fingerprint, 'dismiss', 'intended');
    await repo.write('a.js', 'console.log(1); // reverie-ignore js/console-log: a tool prints\n');
    const report = await engine.review();
    assert.deepEqual([report.findings.map((f) => f.status), report.heldBack], [['dismissed'], []]);
    await assert.rejects(
      engine.reverie.bringBack({ finding, why: 'reverie-ignore in a.js:1: a tool prints' }, 'person'),
      /held back by a comment in the code, not by memory/,
    );
  });

  it('invariant 3: teaches a dream nothing', async () => {
    const lines = Array.from({ length: 12 }, (_, i) => `console.log(${i}); // reverie-ignore js/console-log: a tool prints ${i}`);
    await repo.write('jobs/a.js', `${lines.join('\n')}\n`);
    assert.equal((await engine.review()).heldBack.length, 12);
    await repo.write('jobs/a.js', 'export {};\n');
    assert.deepEqual((await engine.review()).findings, [], 'an ignored finding is not fixed');
    const dream = await engine.dream();
    assert.deepEqual(dream.operations, []);
    assert.deepEqual((await engine.reverie.memory()).lessons, []);
  });

  it('replaces a secret in the reason', async () => {
    const token = `ghp_${'a1B2c3D4'.repeat(5).slice(0, 36)}`;
    await repo.write('a.js', `console.log(1); // reverie-ignore js/console-log: see ${token}\n`);
    const report = await engine.review();
    assert.ok(!JSON.stringify(report).includes(token));
    assert.ok(report.heldBack.some((h) => h.why.includes('‹secret:')));
  });
});
