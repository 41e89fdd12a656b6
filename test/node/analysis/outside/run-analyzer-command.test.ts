import assert from 'node:assert/strict';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnalyzerCommand, OutsideReport } from '../../../../src/core/analysis/outside/outside-remark.js';
import { commandConsent } from '../../../../src/node/analysis/outside/command-consent.js';
import { analyzerEnvironment, findProgram } from '../../../../src/node/analysis/outside/find-program.js';
import { runAnalyzerCommand } from '../../../../src/node/analysis/outside/run-analyzer-command.js';
import { tempDir } from '../../../support/git-repo.js';

const found = (file: string): string =>
  JSON.stringify([{ filePath: file, messages: [{ ruleId: 'r', severity: 2, message: 'Bad.', line: 1, column: 1 }] }]);

describe('runAnalyzerCommand', () => {
  let root: string;
  beforeEach(async () => {
    root = await tempDir();
    await writeFile(path.join(root, 'a.js'), 'x\n');
    await writeFile(path.join(root, '--fix'), 'x\n');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  /** A linter that is this script. */
  const script = async (code: string, more: Partial<AnalyzerCommand> = {}): Promise<AnalyzerCommand> => {
    await writeFile(path.join(root, 'lint.mjs'), code);
    return { name: 'lint', ...more, command: [process.execPath, 'lint.mjs', ...(more.command ?? [])] };
  };
  const run = (command: AnalyzerCommand, more: Partial<Parameters<typeof runAnalyzerCommand>[1]> = {}): Promise<OutsideReport> =>
    runAnalyzerCommand(command, { root, files: ['a.js', '--fix', 'gone.js'], signal: new AbortController().signal, ...more });

  it('reads what a linter prints, in the repo’s root, whatever its exit code', async () => {
    const report = await run(
      await script(
        `import path from 'node:path'; console.log(${JSON.stringify(found('@'))}.replace('@', path.resolve('a.js'))); process.exitCode = 1;`,
      ),
    );
    assert.deepEqual(report.problems, []);
    assert.equal(report.from, 'command');
    assert.equal(report.remarks[0]?.path, 'a.js');
    assert.equal(report.remarks[0]?.rule, 'lint/r');
  });

  it('reads SARIF too, after lines of a package manager', async () => {
    const sarif = JSON.stringify(
      {
        version: '2.1.0',
        runs: [
          {
            tool: { driver: { name: 'x' } },
            results: [{ ruleId: 'r', message: { text: 'm' }, locations: [{ physicalLocation: { artifactLocation: { uri: 'a.js' } } }] }],
          },
        ],
      },
      null,
      2,
    );
    const report = await run(await script(`console.log('\\n> shop@1.0.0 lint\\n> x\\n'); console.log(${JSON.stringify(sarif)});`));
    assert.deepEqual(report.problems, []);
    assert.equal(report.remarks[0]?.rule, 'x/r');
  });

  it('hands over changed files that are there as arguments of their own, none of them as an option', async () => {
    const report = await run(
      await script(
        `import { writeFileSync } from 'node:fs'; writeFileSync('args.json', JSON.stringify(process.argv.slice(2))); console.log('[]');`,
        { command: ['-x', '{files}', '$(touch evil)'] },
      ),
    );
    assert.deepEqual(report.problems, []);
    assert.deepEqual(JSON.parse(await readFile(path.join(root, 'args.json'), 'utf8')), ['-x', 'a.js', './--fix', '$(touch evil)']);
  });

  it('runs several times for very many files', async () => {
    const files = Array.from({ length: 30 }, (_, i) => `${'x'.repeat(60)}${i}.js`);
    await Promise.all(files.map((file) => writeFile(path.join(root, file), '')));
    const long = Array.from({ length: 12 }, () => files).flat();
    const report = await run(
      await script(`import { appendFileSync } from 'node:fs'; appendFileSync('runs', 'x'); console.log('[]');`, { command: ['{files}'] }),
      { files: long },
    );
    assert.deepEqual(report.problems, []);
    assert.equal(await readFile(path.join(root, 'runs'), 'utf8'), 'xx');
  });

  it('does not run when none of its files changed', async () => {
    const command = await script(`import { writeFileSync } from 'node:fs'; writeFileSync('ran', '');`, { files: ['**/*.py'] });
    assert.deepEqual((await run(command)).problems, []);
    assert.deepEqual((await run({ ...command, command: [...command.command, '{files}'], files: ['src/**'] })).problems, []);
    await assert.rejects(readFile(path.join(root, 'ran')));
  });

  for (const [name, code, problem] of [
    ['prints nothing', `process.exitCode = 3;`, /exited with 3, and it printed nothing/],
    ['crashes', `throw new Error('no config');`, /exited with 1, and it printed nothing.*no config/s],
    ['prints junk', `console.log('Oops!'); console.error('see the log');`, /cannot be read: it is not JSON.*see the log/s],
    ['prints half of its JSON', `console.log('[{"filePath":');`, /cannot be read/],
    ['prints other JSON', `console.log('{"a":1}');`, /not SARIF/],
  ] as const) {
    it(`tells what went wrong, and what to do, when it ${name}`, async () => {
      const report = await run(await script(code));
      assert.deepEqual(report.remarks, []);
      assert.equal(report.problems.length, 1);
      assert.match(report.problems[0]!, problem);
      assert.match(report.problems[0]!, /SARIF/);
    });
  }

  it('stops what does not end, with all that it started', async () => {
    const command = await script(
      `import { spawn } from 'node:child_process'; import { writeFileSync } from 'node:fs';
       const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
       writeFileSync('pid', String(child.pid)); setInterval(() => {}, 1000);`,
      { timeoutSeconds: 1.5 },
    );
    const report = await run(command);
    assert.match(report.problems[0]!, /did not end within 2 s and was stopped.*timeoutSeconds/);
    assert.ok(await isGone(Number(await readFile(path.join(root, 'pid'), 'utf8'))));
  });

  it('stops what floods', async () => {
    const report = await run(
      await script(
        `const x = 'x'.repeat(65536); const go = () => { while (process.stdout.write(x)); process.stdout.once('drain', go); }; go();`,
      ),
      { maxOutput: 1_000_000 },
    );
    assert.match(report.problems[0]!, /printed more than 1 MB/);
  });

  it('does not wait for a grandchild that keeps the pipe open', async () => {
    const report = await run(
      await script(
        `import { spawn } from 'node:child_process'; spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'inherit' }); console.log('[]'); process.exit(0);`,
      ),
    );
    assert.deepEqual(report.problems, []);
  });

  it('is cancelled with the review, and kills the tree', async () => {
    const controller = new AbortController();
    const running = run(
      await script(`import { writeFileSync } from 'node:fs'; writeFileSync('pid', String(process.pid)); setInterval(() => {}, 1000);`),
      { signal: controller.signal },
    );
    const pid = await appears(path.join(root, 'pid'));
    controller.abort(new Error('stopped'));
    await assert.rejects(running, /stopped/);
    assert.ok(await isGone(Number(pid)));
  });

  it('names the next step for a program that is not there', async () => {
    const report = await run({ name: 'x', command: ['no-such-program-anywhere'] });
    assert.match(report.problems[0]!, /“no-such-program-anywhere” was not found: install it/);
  });

  it('hands over no key of ours', async () => {
    const command = await script(
      `import { writeFileSync } from 'node:fs'; writeFileSync('env', JSON.stringify(process.env)); console.log('[]');`,
    );
    await run(command, { env: { ...process.env, ANTHROPIC_API_KEY: 'sk', REVERIE_X: '1', KEPT: 'yes' } });
    const env = JSON.parse(await readFile(path.join(root, 'env'), 'utf8')) as NodeJS.ProcessEnv;
    assert.equal(env['ANTHROPIC_API_KEY'], undefined);
    assert.equal(env['REVERIE_X'], undefined);
    assert.equal(env['KEPT'], 'yes');
  });

  it('takes no program from the repo by its bare name', async () => {
    await writeFile(path.join(root, 'evil'), '#!/bin/sh\n');
    await chmod(path.join(root, 'evil'), 0o755);
    const env = analyzerEnvironment({ PATH: ['.', '', 'node_modules/.bin'].join(path.delimiter) });
    assert.deepEqual(await findProgram('evil', root, env), { problem: '“evil” was not found' });
    assert.deepEqual(await findProgram('./evil', root, env), { file: path.join(root, 'evil') });
  });

  it('does not run what is no longer what was agreed to', async () => {
    const command = await script(`console.log('[]');`);
    const { hash } = await commandConsent(command, root);
    assert.deepEqual((await run({ ...command, consent: hash })).problems, []);
    await writeFile(path.join(root, 'lint.mjs'), 'process.exit(7)');
    assert.match((await run({ ...command, consent: hash })).problems[0]!, /was not run, as what it executes has changed/);
  });
});

async function isGone(pid: number): Promise<boolean> {
  for (let i = 0; i < 100; i++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await sleep(50);
  }
  return false;
}

async function appears(file: string): Promise<string> {
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '') return text;
    await sleep(20);
  }
}
