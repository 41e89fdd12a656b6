import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { tempDir, tempRepo, type TempRepo } from '../support/git-repo.js';
import { cli, finished, run, start, type Exit } from './bundle.js';
import { ReviewJson } from './json-schema.js';

const chatty = "console.log('one');\nconsole.log('two');\n";
const swallowing = 'export function parse(text: string) {\n  try {\n    return JSON.parse(text);\n  } catch (error) {\n  }\n}\n';

describe('the CLI as a real process', function () {
  this.timeout(120_000);
  let repo: TempRepo;
  let program: string;
  const reverie = (...args: string[]): Promise<Exit> =>
    run(program, args, { cwd: repo.dir, env: { NO_COLOR: '1', FORCE_COLOR: undefined } });
  const review = async (...args: string[]): Promise<{ exit: Exit; json: ReviewJson }> => {
    const exit = await reverie('review', '--format', 'json', ...args);
    assert.notEqual(exit.stdout, '', exit.stderr);
    return { exit, json: ReviewJson.parse(JSON.parse(exit.stdout)) };
  };

  before(async () => {
    program = await cli();
  });
  beforeEach(async () => {
    repo = await tempRepo({ 'README.md': 'hello\n' });
  });
  afterEach(() => repo.dispose());

  it('has a first line that makes it a program', async () => {
    assert.match(await readFile(program, 'utf8'), /^#!\/usr\/bin\/env node\n/);
  });

  it('reviews the uncommitted changes and prints exactly the documented JSON', async () => {
    await repo.write('src/parse.ts', swallowing);
    const { exit, json } = await review();
    assert.equal(exit.code, 1, exit.stderr);
    assert.equal(exit.stderr, '');
    const found = json.findings.find((f) => f.rule === 'js/empty-catch');
    assert.equal(found?.status, 'new');
    assert.equal(found.anchor.path, 'src/parse.ts');
    assert.deepEqual(json.coverage, [{ path: 'src/parse.ts', hunks: 1, state: 'reviewed' }]);
  });

  it('exits with 0 when nothing reaches --fail-on', async () => {
    await repo.write('src/parse.ts', chatty);
    assert.equal((await reverie('review', '--fail-on', 'critical')).code, 0);
    assert.equal((await reverie('review')).code, 1);
  });

  it('says that nothing changed, in a repo without commits too', async () => {
    const clean = await reverie('review');
    assert.equal(clean.code, 0, clean.stderr);
    assert.match(clean.stdout, /Nothing to review/);
    const empty = await tempRepo();
    try {
      const exit = await run(program, ['review', '--repo', empty.dir], { cwd: repo.dir });
      assert.equal(exit.code, 0, exit.stderr);
      assert.match(exit.stdout, /Nothing to review/);
    } finally {
      await empty.dispose();
    }
  });

  it('reviews a commit, a range, a branch and files', async () => {
    await repo.git('checkout', '-q', '-b', 'work');
    const sha = await repo.commit('parse', { 'src/parse.ts': swallowing });
    for (const args of [
      ['--commit', sha],
      ['--range', 'main..work'],
      ['--base', 'main'],
      ['--scope', 'files', '--path', 'src/parse.ts'],
    ]) {
      const { json } = await review(...args);
      assert.ok(
        json.findings.some((f) => f.rule === 'js/empty-catch'),
        args.join(' '),
      );
    }
  });

  it('limits a review to the paths it is given', async () => {
    await repo.write('a/x.ts', chatty);
    await repo.write('b/x.ts', chatty);
    const { json } = await review('--path', 'a/**');
    assert.deepEqual(new Set(json.findings.map((f) => f.anchor.path)), new Set(['a/x.ts']));
  });

  it('goes round: verdict, dream, memory, transcripts, audit, roll back', async () => {
    for (const day of [1, 2, 3, 4]) {
      await repo.write(`jobs/job-${day}.ts`, chatty.replaceAll("('", `('${day} `));
      const { json } = await review();
      for (const finding of json.findings.filter((f) => f.status === 'new')) {
        const said = await reverie('verdict', finding.fingerprint, 'dismiss', '--reason', 'intended', '--as', 'person');
        assert.equal(said.code, 0, said.stderr);
      }
    }
    const dry = await reverie('dream', '--dry-run');
    assert.equal(dry.code, 0, dry.stderr);
    assert.match((await reverie('memory', 'list')).stdout, /No lessons yet/);

    const dream = await reverie('dream', '--apply', 'ask', '--format', 'json');
    assert.equal(dream.code, 0, dream.stderr);
    const { operations } = JSON.parse(dream.stdout) as { operations: { decision: string; operation: { id: string } }[] };
    const [waiting] = operations;
    assert.equal(waiting?.decision, 'wait', dream.stdout);
    assert.match((await reverie('memory', 'list')).stdout, /No lessons yet[^]*Waiting for you: 1 proposed change/);
    const approved = await reverie('memory', 'approve', waiting.operation.id, '--as', 'person');
    assert.equal(approved.code, 0, approved.stderr);
    assert.doesNotMatch((await reverie('memory', 'list')).stdout, /Waiting for you/);

    const { lessons } = JSON.parse((await reverie('memory', 'list', '--format', 'json')).stdout) as { lessons: { id: string }[] };
    const [lesson] = lessons;
    assert.ok(lesson);
    assert.match((await reverie('memory', 'show', lesson.id)).stdout, /Evidence/);
    assert.match((await reverie('memory', 'diff')).stdout, /\+.*js\/console-log/);

    await repo.write('jobs/job-9.ts', "console.log('nine');\n");
    const { json } = await review('--path', 'jobs/job-9.ts');
    const touched = [...json.heldBack.map((h) => h.lesson), ...json.findings.flatMap((f) => f.lessons)];
    assert.ok(touched.includes(lesson.id), JSON.stringify(json, null, 1));

    for (const change of ['pin', 'unpin', 'retire', 'restore', 'activate']) {
      const changed = await reverie('memory', change, lesson.id, '--as', 'person');
      assert.ok(changed.code === 0 || change === 'activate', `${change}: ${changed.stderr}`);
    }
    const versions = (JSON.parse((await reverie('memory', 'history', '--format', 'json')).stdout) as { versions: { commit: string }[] })
      .versions;
    const oldest = versions.at(-1);
    assert.ok(oldest);
    const alone = await reverie('memory', 'rollback', oldest.commit.slice(0, 12));
    assert.equal(alone.code, 2, 'without a terminal nobody says that a person asks');
    assert.match(alone.stderr, /only a person rolls memory back, and this came from automation/);
    const back = await reverie('memory', 'rollback', oldest.commit.slice(0, 12), '--as', 'person');
    assert.equal(back.code, 0, back.stderr);
    assert.match(back.stderr, /^It changes \d+ lessons?:\n {2}.*disappears; it was /);

    const list = await reverie('transcripts', 'list', '--format', 'json');
    const { transcripts } = JSON.parse(list.stdout) as { transcripts: { id: string; kind: string }[] };
    assert.deepEqual(new Set(transcripts.map((t) => t.kind)), new Set(['review', 'dream']));
    const [newest] = transcripts;
    assert.ok(newest);
    assert.match((await reverie('transcripts', 'show', newest.id)).stdout, /ended: done/);

    const audit = await reverie('audit');
    assert.equal(audit.code, 0, audit.stdout);
    assert.match(audit.stdout, /Everything recorded is there and unchanged/);
    // nothing of all that is in the work tree
    assert.doesNotMatch(await repo.git('status', '--porcelain', '--ignored'), /reverie/);
  });

  it('records a verdict without a terminal as automation, and says so', async () => {
    await repo.write('src/parse.ts', swallowing);
    const { json } = await review();
    const exit = await reverie('verdict', json.findings[0]?.id ?? '', 'accept', '--format', 'json');
    assert.equal(exit.code, 0, exit.stderr);
    assert.equal((JSON.parse(exit.stdout) as { by: string }).by, 'automation');
    assert.match(exit.stderr, /Recorded as automation/);
  });

  it('keeps its records where --storage says', async () => {
    const storage = await tempDir();
    try {
      await repo.write('src/parse.ts', swallowing);
      const { json } = await review('--storage', storage);
      const listed = await reverie('transcripts', 'list', '--storage', storage, '--format', 'json');
      const { transcripts } = JSON.parse(listed.stdout) as { transcripts: { id: string; path: string }[] };
      assert.deepEqual(
        transcripts.map((t) => t.id),
        [json.review.id],
      );
      assert.ok(transcripts[0]?.path.startsWith(storage));
    } finally {
      await rm(storage, { recursive: true, force: true });
    }
  });

  const problems: [what: string, args: (dir: string) => string[], message: RegExp][] = [
    ['a folder that is no repo', (dir) => ['review', '--repo', dir], /Next: /],
    ['a folder that is not there', (dir) => ['review', '--repo', path.join(dir, 'none')], /Next: /],
    ['an unknown commit', () => ['review', '--commit', 'nonsense'], /nonsense[^]*Next: /],
    ['a commit that looks like an option', () => ['review', '--commit=--output=/tmp/x'], /Next: /],
    ['an unknown finding', () => ['verdict', 'ffffffff', 'accept'], /ffffffff[^]*Next: /],
    ['an unknown lesson', () => ['memory', 'show', 'nothing'], /no lesson “nothing”[^]*Next: /],
    ['an unknown version', () => ['memory', 'rollback', '1234'], /no version of memory “1234”[^]*Next: /],
    ['an unknown transcript', () => ['transcripts', 'show', 'review-9'], /no transcript “review-9”[^]*Next: /],
    ['an output that cannot be written', (dir) => ['review', '--output', path.join(dir, 'no/x.txt')], /Cannot write[^]*Next: /],
    ['an unknown option', () => ['review', '--loud'], /unknown option/],
  ];
  for (const [what, args, message] of problems) {
    it(`explains ${what}, without a stack trace`, async () => {
      const dir = await tempDir();
      try {
        const exit = await reverie(...args(dir));
        assert.equal(exit.code, 2, exit.stderr);
        assert.match(exit.stderr, message);
        assert.doesNotMatch(exit.stderr, /\n {4}at |this is a bug/);
        assert.equal(exit.stdout, '');
      } finally {
        await rm(dir, { recursive: true, force: true });
      }
    });
  }

  it('says so when git cannot be found', async () => {
    const exit = await run(program, ['review'], { cwd: repo.dir, env: { PATH: repo.dir } });
    assert.equal(exit.code, 2, exit.stderr);
    assert.match(exit.stderr, /git[^]*Next: /);
  });

  it('survives a reader that goes away', async () => {
    for (let i = 0; i < 40; i++) await repo.write(`src/f${i}.ts`, chatty.repeat(20));
    const child = start(program, ['review', '--format', 'json'], { cwd: repo.dir });
    child.stdout.once('data', () => child.stdout.destroy());
    const exit = await finished(child);
    assert.equal(exit.code, 1, exit.stderr);
    assert.doesNotMatch(exit.stderr, /EPIPE/);
  });

  it('keeps what it found and exits with 130 when interrupted', async () => {
    for (let i = 0; i < 300; i++) await repo.write(`src/f${i}.ts`, chatty.repeat(40));
    const child = start(program, ['review', '--format', 'json'], { cwd: repo.dir });
    const ended = finished(child);
    // the transcript's appearance says that the review is under way
    await appears(path.join(repo.dir, '.git/reverie/transcripts'));
    child.kill('SIGINT');
    const exit = await ended;
    assert.equal(exit.code, 130, exit.stderr);
    const json = ReviewJson.parse(JSON.parse(exit.stdout));
    assert.equal(json.review.state, 'cancelled');
    const again = await reverie('audit');
    assert.equal(again.code, 0, again.stdout);
  });

  it('says so when stdout takes only a part of the report, and does not exit as if there were findings', async function () {
    if (process.platform !== 'linux') this.skip();
    await repo.write('src/parse.ts', swallowing);
    const full = await open('/dev/full', 'w');
    try {
      const exit = await new Promise<{ code: number | null; stderr: string }>((resolve, reject) => {
        const child = spawn(process.execPath, [program, 'review', '--format', 'sarif'], {
          cwd: repo.dir,
          stdio: ['ignore', full.fd, 'pipe'],
        });
        let stderr = '';
        child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
        child.once('error', reject).once('close', (code) => resolve({ code, stderr }));
      });
      assert.equal(exit.code, 2, exit.stderr);
      assert.match(exit.stderr, /The result could not be written: .*no space left.*\nNext: /i);
    } finally {
      await full.close();
    }
  });

  it('executes nothing of a hostile repo', async () => {
    const proof = path.join(repo.dir, 'owned');
    await writeFile(path.join(repo.dir, '.gitattributes'), '* filter=evil diff=evil\n');
    await repo.git('config', 'filter.evil.clean', `touch ${proof}`);
    await repo.git('config', 'diff.evil.command', `touch ${proof}`);
    await repo.git('config', 'diff.evil.textconv', `touch ${proof}`);
    await repo.git('config', 'core.fsmonitor', `touch ${proof}`);
    await repo.write('src/parse.ts', swallowing);
    await rm(proof, { force: true });
    const { json } = await review();
    assert.ok(json.findings.length > 0);
    await assert.rejects(readFile(proof), { code: 'ENOENT' });
  });
});

async function appears(folder: string): Promise<void> {
  const { readdir } = await import('node:fs/promises');
  for (let tries = 0; tries < 2000; tries++) {
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    if (names.some((name) => name.endsWith('.jsonl'))) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`nothing appeared in ${folder}`);
}
