import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { printLesson } from '../../src/core/memory/lesson-markdown.js';
import type { Lesson } from '../../src/core/memory/lesson.js';
import type { Reverie } from '../../src/core/reverie.js';
import { openEngine, type TestEngine } from '../support/engine.js';
import { tempRepo, type TempRepo } from '../support/git-repo.js';
import { lesson } from '../core/memory/lessons.js';
import { runFake, type FakeRun } from './run-with-fake.js';

const add = (value: Lesson) =>
  ({
    v: 1,
    id: `op-${value.id}`,
    lesson: value.id,
    reason: 'for the test',
    by: 'person',
    evidence: value.evidence,
    op: 'add',
    value,
  }) as const;

describe('reverie memory edit', () => {
  let repo: TempRepo;
  let engine: TestEngine;
  let reverie: Reverie;
  const original = lesson({ id: 'quiet-console', statement: 'In scripts, console.log is intended', status: 'active' });
  before(async () => {
    repo = await tempRepo({ 'a.txt': 'a\n' });
    engine = await openEngine(repo);
    // the command closes what it opened; the suite goes on with it
    reverie = { ...engine.reverie, close: async () => undefined };
  });
  after(async () => {
    await engine.reverie.close();
    await repo.dispose();
  });
  let text = '';
  beforeEach(async () => {
    const { lessons } = await reverie.memory();
    if (lessons.length === 0) await reverie.memoryStore.apply([add(original)], { message: 'test' });
    text = printLesson((await reverie.memory()).lessons[0] ?? original);
  });
  const run = (args: string[], fake: Omit<FakeRun, 'reverie'> = {}) =>
    runFake(['memory', 'edit', 'quiet', ...args], { reverie, cwd: repo.dir, env: { NO_COLOR: '1' }, ...fake });
  const now = async () => (await reverie.memory()).lessons[0];

  it('opens the person’s editor on the text, takes it in as one operation, and leaves no file behind', async () => {
    let opened = '';
    const edit = async (file: string) => {
      opened = file;
      assert.equal(await readFile(file, 'utf8'), text);
      await writeFile(file, text.replace('In scripts, console.log is intended', 'In scripts, output is intended'));
    };
    const before = (await reverie.history()).length;
    const ran = await run(['--reason', 'clearer'], { tty: true, edit });
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout, /^Edited In scripts, output is intended\nmemory [0-9a-f]{10}; reverie memory history/);
    assert.equal((await now())?.statement, 'In scripts, output is intended');
    const [newest, ...older] = await reverie.history();
    assert.equal(older.length, before);
    assert.deepEqual(
      newest?.operations.map((o) => [o.op, o.by, o.reason]),
      [['revise', 'person', 'clearer']],
    );
    assert.equal(existsSync(opened), false);
  });

  it('takes the text from a file or from stdin, on the word of a person', async () => {
    const file = path.join(repo.dir, 'lesson.md');
    await writeFile(file, text.replace('output', 'console output'));
    assert.match((await run(['--file', 'lesson.md'])).stderr, /Only a person edits a lesson\nNext: Without a terminal, --as person/);
    assert.equal((await run(['--file', 'lesson.md', '--as', 'person'])).code, 0);
    assert.equal((await now())?.statement, 'In scripts, console output is intended');
    const ran = await run(['--as', 'person', '--format', 'json'], { stdin: text });
    assert.equal(ran.code, 0, ran.stderr);
    const json = JSON.parse(ran.stdout) as Record<string, unknown>;
    assert.deepEqual([json['change'], json['lesson'], json['by']], ['edit', 'quiet-console', 'person']);
    assert.equal((await now())?.statement, 'In scripts, output is intended');
    await rm(file);
  });

  it('says that nothing changed, and makes no version of it', async () => {
    const before = (await reverie.history()).length;
    assert.match((await run(['--file', '-', '--as', 'person'], { stdin: text })).stdout, /^Nothing was changed/);
    assert.equal((await reverie.history()).length, before);
  });

  it('refuses what is no lesson with its line, and keeps the text that was written', async () => {
    let kept = '';
    const edit = async (file: string) => {
      kept = file;
      await writeFile(file, text.replace('status: active', 'status: enormous'));
    };
    const ran = await run([], { tty: true, edit });
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, /The text is no lesson: line \d+: .*status/);
    assert.ok(ran.stderr.includes(`memory edit quiet-console --file ${kept}`), ran.stderr);
    assert.match(await readFile(kept, 'utf8'), /enormous/);
    await rm(path.dirname(kept), { recursive: true });
    for (const wrong of ['nonsense', text.replace('quiet-console', 'other-name'), 'x'.repeat(2_000_000), ' \n']) {
      const refused = await run(['--as', 'person'], { stdin: wrong });
      assert.equal(refused.code, 2, wrong.slice(0, 40));
      assert.match(refused.stderr, /Next: /);
    }
    assert.match((await run(['--file', 'no-such-file', '--as', 'person'])).stderr, /no-such-file cannot be read/);
    assert.match((await run(['--as', 'person'], { tty: true })).stderr, /There is no editor here/);
  });

  it('writes over nobody: a lesson that changed while it was edited is left as it is', async () => {
    const edit = async (file: string) => {
      await reverie.changeLesson('quiet-console', 'pin', { by: 'person' });
      await writeFile(file, text.replace('output', 'noise'));
    };
    const ran = await run([], { tty: true, edit });
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, /quiet-console was not changed: .*\nNext: Look at it again.*Your text is kept/);
    assert.equal((await now())?.pinned, true);
    assert.doesNotMatch((await now())?.statement ?? '', /noise/);
    const [kept] = /--file (\S+)/.exec(ran.stderr)?.slice(1) ?? [];
    await rm(path.dirname(kept ?? ''), { recursive: true });
  });
});

describe('reverie memory list, for those who look for something', () => {
  const lessons = [
    lesson({
      id: 'one',
      kind: 'convention',
      status: 'active',
      statement: 'Console output is intended',
      scope: scope(['js/console-log'], ['jobs/**']),
    }),
    lesson({ id: 'two', kind: 'hotspot', status: 'trial', statement: 'Totals go wrong here', scope: scope([], ['src/orders/**']) }),
    lesson({ id: 'old', kind: 'convention', status: 'retired', statement: 'Gone', scope: scope(['py/print'], []) }),
  ];
  function scope(rules: string[], paths: string[]): Lesson['scope'] {
    return { rules, paths, languages: [], symbols: [] };
  }
  const list = async (...args: string[]): Promise<string[]> => {
    const reverie: Partial<Reverie> = {
      memory: async () => ({ version: 'a'.repeat(40), lessons: [...lessons], blobs: new Map(), broken: [], unverified: new Set() }),
      proposals: async () => [],
    };
    const { stdout, code, stderr } = await runFake(['memory', 'list', '--format', 'json', ...args], { reverie });
    assert.equal(code, 0, stderr);
    return (JSON.parse(stdout) as { lessons: Lesson[] }).lessons.map((l) => l.id).toSorted();
  };

  it('takes kinds, states, rules, files and words, together', async () => {
    assert.deepEqual(await list('--kind', 'convention'), ['old', 'one']);
    assert.deepEqual(await list('--kind', 'convention', 'hotspot', '--status', 'active', 'trial'), ['one', 'two']);
    assert.deepEqual(await list('--rule', 'js/console-log'), ['one']);
    assert.deepEqual(await list('--rule', 'js', 'py'), ['old', 'one']);
    assert.deepEqual(await list('--rule', 'j'), []);
    assert.deepEqual(await list('--path', 'src/orders/total.ts'), ['old', 'two']);
    assert.deepEqual(await list('--search', 'CONSOLE intended'), ['one']);
    assert.deepEqual(await list('--search', 'wrong', '--status', 'active'), []);
  });

  it('says that none fits, and what may be asked for', async () => {
    const reverie: Partial<Reverie> = {
      memory: async () => ({ version: 'a'.repeat(40), lessons, blobs: new Map(), broken: [], unverified: new Set() }),
      proposals: async () => [],
    };
    const { stdout } = await runFake(['memory', 'list', '--search', 'nothing like it'], { reverie });
    assert.match(stdout, /^No lesson fits\./);
    const wrong = await runFake(['memory', 'list', '--kind', 'rumour'], { reverie });
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /false-alarm, convention/);
    const retired = await runFake(['memory', 'list', '--status', 'retired'], { reverie });
    assert.match(retired.stdout, /retired {2}Gone/);
  });
});
