import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { gitEnvironment, repoAt, tempDir, tempRepo, type TempRepo } from '../support/git-repo.js';
import { sarifErrors } from '../support/sarif-schema.js';
import { cli } from './bundle.js';

const swallowing = 'export const run = (text) => eval(text);\n';
const harmless = 'export const one = 1;\n';

type Workflow = { jobs: { review: { steps: { name?: string; run?: string }[] } } };

describe('the recipes of the docs', function () {
  this.timeout(120_000);
  let program: string;
  let page: string;
  let repo: TempRepo;
  let scratch: string;

  before(async () => {
    program = await cli();
    page = await readFile('docs/recipes.md', 'utf8');
  });
  beforeEach(async () => {
    repo = await tempRepo({ 'README.md': 'hello\n' });
    scratch = await tempDir();
  });
  afterEach(async () => {
    await repo.dispose();
    await rm(scratch, { recursive: true, force: true });
  });

  describe('the git hook', () => {
    const commit = (at: TempRepo, ...args: string[]): Promise<string> =>
      at.git('commit', '-q', '-m', 'change', ...args).then(
        () => 'committed',
        (error: unknown) => String(error),
      );
    beforeEach(async () => {
      const hook = path.join(repo.dir, '.git/hooks/pre-commit');
      await mkdir(path.dirname(hook), { recursive: true });
      // how the page says that the command is reached where it is not on the PATH
      await writeFile(hook, recipe(page, 'pre-commit').replace('#!/bin/sh\n', `#!/bin/sh\nREVERIE='${process.execPath} ${program}'\n`));
      await chmod(hook, 0o755);
    });

    it('stops a commit with a high finding, and lets the others pass', async () => {
      await repo.write('a.js', swallowing);
      await repo.git('add', 'a.js');
      assert.match(await commit(repo), /Code is made from a string at run time/);
      await repo.write('a.js', harmless);
      await repo.git('add', 'a.js');
      assert.equal(await commit(repo), 'committed');
      await repo.write('a.js', `${harmless}console.log(1);\n`);
      await repo.git('add', 'a.js');
      assert.equal(await commit(repo), 'committed', 'a low finding stops nothing');
    });

    it('looks at what is staged, whatever stands in the work tree', async () => {
      await repo.write('a.js', swallowing);
      await repo.git('add', 'a.js');
      await repo.write('a.js', harmless);
      assert.match(await commit(repo), /Code is made from a string/);
      await repo.git('add', 'a.js');
      await repo.write('a.js', swallowing);
      assert.equal(await commit(repo), 'committed');
    });

    it('looks at what `git commit -a` and `git commit FILE` commit', async () => {
      await repo.write('a.js', harmless);
      await repo.write('b.js', harmless);
      await repo.git('add', '.');
      assert.equal(await commit(repo), 'committed');
      await repo.write('a.js', swallowing);
      assert.match(await commit(repo, '-a'), /Code is made from a string/);
      assert.match(await commit(repo, 'a.js'), /Code is made from a string/);
      await repo.write('b.js', `${harmless}export const two = 2;\n`);
      assert.equal(await commit(repo, 'b.js'), 'committed');
    });

    it('works in a linked work tree', async () => {
      const dir = path.join(scratch, 'linked');
      await repo.git('worktree', 'add', '-q', '-b', 'side', dir);
      const linked = repoAt(dir);
      await linked.write('a.js', swallowing);
      await linked.git('add', 'a.js');
      assert.match(await commit(linked), /Code is made from a string/);
      await linked.write('a.js', harmless);
      assert.equal(await commit(linked, '-a'), 'committed');
    });

    it('stops the commit with a message when Reverie cannot be found', async () => {
      const hook = path.join(repo.dir, '.git/hooks/pre-commit');
      await writeFile(hook, recipe(page, 'pre-commit').replace('#!/bin/sh\n', '#!/bin/sh\nREVERIE=no-such-reverie\n'));
      await repo.write('a.js', harmless);
      await repo.git('add', 'a.js');
      assert.match(await commit(repo), /no-such-reverie/);
    });
  });

  describe('CI', () => {
    beforeEach(async () => {
      await mkdir(path.join(scratch, 'reverie'));
      await symlink(path.resolve(path.dirname(program), '..'), path.join(scratch, 'reverie/dist'), 'dir');
      await repo.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
      await repo.git('checkout', '-q', '--detach');
    });
    const step = async (name: string): Promise<{ code: number | null; said: string; output: string; summary: string }> => {
      const { steps } = (parse(recipe(page, 'github')) as Workflow).jobs.review;
      const script = steps.find((s) => s.name === name)?.run ?? assert.fail(`no step ${name}`);
      assert.ok(!script.includes('${{'), 'an expression inside a script would be an injection');
      const env = {
        RUNNER_TEMP: scratch,
        BASE_REF: 'main',
        GITHUB_OUTPUT: path.join(scratch, 'output'),
        GITHUB_STEP_SUMMARY: path.join(scratch, 'summary'),
      };
      for (const file of [env.GITHUB_OUTPUT, env.GITHUB_STEP_SUMMARY]) await writeFile(file, '');
      const ran = await shell(script, repo.dir, env);
      return { ...ran, output: await readFile(env.GITHUB_OUTPUT, 'utf8'), summary: await readFile(env.GITHUB_STEP_SUMMARY, 'utf8') };
    };

    it('GitHub: uploads what is neither silenced nor fixed, and fails after that', async function () {
      if ((await shell('command -v jq', repo.dir, {})).code !== 0) this.skip();
      await repo.commit('work', {
        'a.js': swallowing,
        'b.js': 'console.log(1); // reverie-ignore js/console-log: a tool prints\nconsole.log(2);\n',
      });
      const ran = await step('Review');
      assert.equal(ran.code, 0, ran.said);
      assert.equal(ran.output, 'code=1\n');
      const upload = JSON.parse(await readFile(path.join(scratch, 'upload.sarif'), 'utf8')) as {
        runs: { results: { ruleId: string }[] }[];
      };
      assert.deepEqual(sarifErrors(upload), []);
      assert.deepEqual(
        upload.runs[0]?.results.map((r) => r.ruleId),
        ['js/eval', 'js/console-log'],
      );
    });

    it('GitHub: passes without a high finding, and fails with the message when the base is unknown', async function () {
      if ((await shell('command -v jq', repo.dir, {})).code !== 0) this.skip();
      await repo.commit('work', { 'a.js': harmless });
      assert.equal((await step('Review')).output, 'code=0\n');
      await repo.git('update-ref', '-d', 'refs/remotes/origin/main');
      const ran = await step('Review');
      assert.equal(ran.code, 2);
      assert.match(ran.said, /origin\/main/);
    });

    it('GitHub: puts the report of a fork into the summary', async () => {
      await repo.commit('work', { 'a.js': swallowing });
      const ran = await step('Review a fork');
      assert.equal(ran.code, 1, ran.said);
      assert.match(ran.summary, /^# Reverie review\n[^]*Code is made from a string at run time/);
    });

    it('GitHub: gives no more rights than it needs', () => {
      const workflow = parse(recipe(page, 'github')) as Record<string, unknown>;
      assert.deepEqual([workflow['on'], workflow['permissions']], ['pull_request', { contents: 'read' }]);
      assert.ok(!recipe(page, 'github').includes('secrets.'));
    });

    it('GitLab: writes the report and fails on a high finding', async () => {
      const base = await repo.git('rev-parse', 'HEAD');
      await repo.commit('work', { 'a.js': swallowing });
      const { reverie } = parse(recipe(page, 'gitlab')) as { reverie: { script: string[] } };
      const ran = await shell(reverie.script.join('\n'), repo.dir, {
        REVERIE_HOME: path.join(scratch, 'reverie'),
        CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
      });
      assert.equal(ran.code, 1, ran.said);
      assert.match(await repo.read('reverie.md'), /Code is made from a string at run time/);
    });
  });
});

/** The block of code below the page's mark. */
function recipe(page: string, name: string): string {
  const block = page.split(`<!-- recipe: ${name} -->`)[1]?.match(/```\w+\n([^]*?)```/)?.[1];
  return block ?? assert.fail(`no recipe ${name}`);
}

function shell(script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], { cwd, env: { ...gitEnvironment(), ...env } });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, said }));
  });
}
