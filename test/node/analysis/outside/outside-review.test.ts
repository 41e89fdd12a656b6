import assert from 'node:assert/strict';
import type { OutsideReport } from '../../../../src/core/analysis/outside/outside-remark.js';
import { readSarif } from '../../../../src/core/analysis/outside/read-sarif.js';
import { openEngine, type TestEngine } from '../../../support/engine.js';
import { type TempRepo, tempRepo } from '../../../support/git-repo.js';

describe('a review with other analyzers', () => {
  let repo: TempRepo;
  let engine: TestEngine;
  before(async () => {
    repo = await tempRepo({ 'src/a.js': 'export const a = 1;\nold();\n', 'src/b.js': 'x\n' });
    await repo.write('src/a.js', 'export const a = 1;\nold();\ndebugger;\nrisky(a);\n');
    engine = await openEngine(repo);
  });
  after(async () => {
    await engine.reverie.close();
    await repo.dispose();
  });

  const result = (ruleId: string, startLine: number, text: string): unknown => ({
    ruleId,
    level: 'warning',
    message: { text },
    locations: [{ physicalLocation: { artifactLocation: { uri: 'src/a.js' }, region: { startLine } } }],
  });
  const report = (...results: unknown[]): OutsideReport => {
    const reading = readSarif(JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'ESLint' } }, results }] }), {
      roots: [repo.dir],
    });
    assert.equal(reading.state, 'read');
    return {
      origin: 'eslint.sarif',
      from: 'file',
      remarks: [],
      problems: [],
      ...(reading.state === 'read' && { remarks: reading.remarks }),
    };
  };

  it('finds once what two find, shows what only the other finds, and counts what is old', async () => {
    const reports = [
      report(
        result('no-debugger', 3, 'Unexpected debugger.'),
        result('no-undef', 4, 'risky is not defined.'),
        result('no-undef', 2, 'old is not defined.'),
      ),
    ];
    const { findings, warnings } = await engine.review({ scope: { kind: 'uncommitted' }, outside: { reports } });
    assert.deepEqual(
      findings.map((f) => [f.rule, f.source.name, f.also?.map((a) => a.name)]).toSorted((a, b) => String(a[0]).localeCompare(String(b[0]))),
      [
        ['eslint/no-undef', 'eslint', undefined],
        ['js/debugger', 'rules', ['eslint']],
      ],
    );
    assert.deepEqual(warnings, ['1 result of eslint is not on changed lines']);
  });

  it('keeps the identity of such findings, and a dismissal holds in the next review', async () => {
    const outside = { reports: [report(result('no-undef', 4, 'risky is not defined.'))] };
    const first = await engine.review({ scope: { kind: 'uncommitted' }, outside });
    const finding = first.findings.find((f) => f.rule === 'eslint/no-undef');
    assert.equal(finding?.status, 'open');
    await engine.say(finding?.fingerprint ?? '', 'dismiss', 'intended');
    const second = await engine.review({ scope: { kind: 'uncommitted' }, outside });
    assert.equal(second.findings.find((f) => f.rule === 'eslint/no-undef')?.status, 'dismissed');
  });

  it('gives our rule and the other one’s report the same identity', async () => {
    const alone = await engine.review();
    const both = await engine.review({
      scope: { kind: 'uncommitted' },
      outside: { reports: [report(result('no-debugger', 3, 'Unexpected debugger.'))] },
    });
    const print = (list: typeof alone.findings): string | undefined => list.find((f) => f.rule === 'js/debugger')?.fingerprint;
    assert.equal(print(alone.findings), print(both.findings));
  });

  it('calls nothing fixed that its analyzer was not asked about again', async () => {
    const text = await repo.read('src/a.js');
    await repo.write('src/a.js', text.replace('risky(a)', 'risky(a, 1)'));
    const later = [report(result('no-undef', 4, 'risky is not defined.'))];
    await engine.review({ scope: { kind: 'uncommitted' }, outside: { reports: later } });
    await repo.write('src/a.js', text.replace('risky(a)', 'safe(a, 1)'));
    const fixed = (list: { status: string; source: { name: string } }[]): number =>
      list.filter((f) => f.status === 'fixed' && f.source.name === 'eslint').length;
    assert.equal(fixed((await engine.review()).findings), 0);
    const empty = { ...report(), tools: ['eslint'] };
    assert.equal(fixed((await engine.review({ scope: { kind: 'uncommitted' }, outside: { reports: [empty] } })).findings), 1);
    await repo.write('src/a.js', text);
  });

  it('runs a command over the work tree, and survives one that fails', async () => {
    const json = JSON.stringify([
      { filePath: `${repo.dir}/src/a.js`, messages: [{ ruleId: 'x', severity: 2, message: 'Said by a command.', line: 4 }] },
    ]);
    await repo.write('lint.mjs', `console.log(${JSON.stringify(json)});`);
    const commands = [
      { name: 'mine', command: [process.execPath, 'lint.mjs'] },
      { name: 'broken', command: [process.execPath, 'no-such-script.mjs'] },
    ];
    const { review, findings, warnings } = await engine.review({ scope: { kind: 'uncommitted' }, outside: { commands } });
    assert.equal(review.state, 'done');
    assert.ok(findings.some((f) => f.rule === 'mine/x'));
    assert.ok(
      warnings.some((w) => w.startsWith('analyzer broken: it exited with 1')),
      warnings.join('\n'),
    );
    await repo.remove('lint.mjs');
  });

  it('takes nothing a command says of the work tree into the review of another version', async () => {
    await repo.git('add', '-A');
    await repo.write('src/a.js', 'export const a = 1;\nold();\ndebugger;\nrisky(a); // edited\n');
    const json = JSON.stringify([
      { filePath: `${repo.dir}/src/a.js`, messages: [{ ruleId: 'x', severity: 2, message: 'Of the work tree.', line: 4 }] },
    ]);
    const commands = [{ name: 'mine', command: [process.execPath, '-e', `console.log(${JSON.stringify(json)})`] }];
    const { findings, warnings } = await engine.review({ scope: { kind: 'staged' }, outside: { commands } });
    assert.ok(!findings.some((f) => f.rule === 'mine/x'));
    assert.ok(
      warnings.some((w) => w.includes('speaks of another version')),
      warnings.join('\n'),
    );
  });
});
