import assert from 'node:assert/strict';
import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { tempDir, tempRepo, type TempRepo } from '../support/git-repo.js';
import { cli, run, type Exit } from './bundle.js';
import { ReviewJson } from './json-schema.js';

/** The CLI beside assets of its own, of which some can be taken away: what is loaded stays loaded, so it takes a process. */
describe('a program whose syntax files are missing', function () {
  this.timeout(120_000);
  let repo: TempRepo;
  let installed: string;
  const review = async (): Promise<{ exit: Exit; json: ReviewJson }> => {
    const program = path.join(installed, 'dist/engine/cli.js');
    const exit = await run(program, ['review', '--format', 'json'], { cwd: repo.dir, env: { NO_COLOR: '1', FORCE_COLOR: undefined } });
    assert.notEqual(exit.stdout, '', exit.stderr);
    assert.ok(!/^\s+at .*\d:\d/m.test(exit.stderr), 'no stack trace');
    return { exit, json: ReviewJson.parse(JSON.parse(exit.stdout)) };
  };
  const without = (name: string): Promise<void> => rm(path.join(installed, 'dist/assets', name));

  beforeEach(async () => {
    const program = await cli();
    installed = await tempDir();
    const engine = path.join(installed, 'dist/engine');
    await mkdir(engine, { recursive: true });
    await cp(program, path.join(engine, 'cli.js'));
    await cp(program.replace(/\.js$/, ''), path.join(engine, 'cli'), { recursive: true });
    await cp('dist/assets', path.join(installed, 'dist/assets'), { recursive: true });
    await cp('package.json', path.join(installed, 'package.json'));
    repo = await tempRepo({ 'README.md': 'hello\n' });
    await repo.write('a.js', 'debugger;\n');
    await repo.write('b.py', 'breakpoint()\n');
    await repo.write('c.py', 'breakpoint()\n<<<<<<< HEAD\n=======\n>>>>>>> b\n');
  });
  afterEach(async () => {
    await repo.dispose();
    await rm(installed, { recursive: true, force: true });
  });

  it('names the grammar and the next step, and reviews the other languages', async () => {
    await without('tree-sitter-python.wasm');
    const { exit, json } = await review();
    assert.match(exit.stderr, /Cannot load the syntax of python from .*tree-sitter-python\.wasm\. Install Reverie again/);
    assert.equal(exit.stderr.match(/Cannot load/g)?.length, 1);
    assert.deepEqual(
      json.findings.map(({ rule }) => rule ?? '').toSorted((a, b) => (a < b ? -1 : 1)),
      ['js/debugger', 'text/merge-conflict'],
    );
    assert.deepEqual(
      json.coverage.map(({ path: file, state }) => [file, state]),
      [
        ['a.js', 'reviewed'],
        ['b.py', 'failed'],
        ['c.py', 'failed'],
      ],
    );
  });

  for (const name of ['ast-grep.wasm', 'web-tree-sitter.wasm']) {
    it(`says that the syntax engine is missing without ${name}, and looks at the texts`, async () => {
      await without(name);
      const { exit, json } = await review();
      assert.match(exit.stderr, /Cannot load the syntax engine from .*assets\. Install Reverie again/);
      assert.deepEqual(
        json.findings.map(({ rule }) => rule),
        ['text/merge-conflict'],
      );
      assert.ok(json.coverage.every((row) => row.state === 'failed' && row.reason?.includes('Cannot load the syntax engine')));
    });
  }
});
