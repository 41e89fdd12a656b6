import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { printLesson } from '../../src/core/memory/lesson-markdown.js';
import type { Reverie } from '../../src/core/reverie.js';
import { lesson } from '../core/memory/lessons.js';
import { commitByHand } from '../node/memory/temp-memory.js';
import { openEngine, type TestEngine } from '../support/engine.js';
import { tempRepo, type TempRepo } from '../support/git-repo.js';
import { runFake } from './run-with-fake.js';

describe('a lesson file that never could be read', () => {
  let repo: TempRepo;
  let engine: TestEngine;
  let reverie: Reverie;
  const good = lesson({ id: 'by-hand', statement: 'Written by hand' });
  const bad = printLesson(good).replace('kind: ', 'kjnd: ');
  const gitDir = () => path.join(repo.dir, '.git/reverie/memory.git');
  const git = async (...args: string[]) => (await promisify(execFile)('git', [`--git-dir=${gitDir()}`, ...args])).stdout;
  const byHand = (...entries: { path: string; text: string; mode?: string }[]) =>
    commitByHand({ gitDir: gitDir(), reverieDir: path.dirname(gitDir()) }, entries);

  beforeEach(async () => {
    repo = await tempRepo({ 'a.txt': 'a\n' });
    engine = await openEngine(repo);
    reverie = { ...engine.reverie, close: async () => undefined };
    const first = lesson({ id: 'first' });
    const operation = {
      v: 1,
      id: 'op-1',
      lesson: 'first',
      reason: 'r',
      by: 'person',
      evidence: first.evidence,
      op: 'add',
      value: first,
    } as const;
    await reverie.memoryStore.apply([operation], { message: 'test' });
    await byHand({ path: 'lessons/by-hand.md', text: bad });
  });
  afterEach(async () => {
    await engine.reverie.close();
    await repo.dispose();
  });

  const broken = async () => (await reverie.memory()).broken.map((b) => b.path);

  it('is counted by health, which does not say that nothing is wrong', async () => {
    const ran = await runFake(['memory', 'health'], { reverie, cwd: repo.dir });
    assert.match(ran.stdout, /1 file that cannot be read/);
    assert.equal((await reverie.health()).broken, 1);
  });

  it('is mended as a text on a person’s word: what is still wrong is said, and the bytes stay in history', async () => {
    const still = await runFake(['memory', 'edit', 'by-hand', '--as', 'person'], { reverie, cwd: repo.dir, stdin: bad });
    assert.match(still.stderr, /The text is no lesson: line \d+: kjnd: unknown field; did you mean kind\?/);
    assert.deepEqual(await broken(), ['lessons/by-hand.md']);
    const text = printLesson(good).replace('# Written by hand', '# Written by hand, sk-ant-api03-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa');
    const ran = await runFake(['memory', 'edit', 'by-hand', '--as', 'person'], { reverie, cwd: repo.dir, stdin: text });
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual(await broken(), []);
    const { lessons, unverified } = await reverie.memory();
    const mended = lessons.find((l) => l.id === 'by-hand');
    assert.equal(mended?.provenance, 'person');
    assert.match(mended?.statement ?? '', /^Written by hand, ‹secret/);
    assert.deepEqual([...unverified], []);
    assert.match(await git('show', 'main~1:lessons/by-hand.md'), /kjnd/);
    await engine.reverie.close();
    engine = await openEngine(repo);
    reverie = { ...engine.reverie, close: async () => undefined };
    assert.deepEqual([await broken(), (await reverie.memory()).lessons.length], [[], 2], 'another process reads the same');
  });

  it('is put aside with its bytes as they are, whatever it is called', async () => {
    await byHand({ path: 'lessons/a "b\\c\nd.md', text: 'x' }, { path: 'lessons/link.md', text: '/etc/passwd', mode: '120000' });
    const all = await broken();
    assert.equal(all.length, 3);
    const ran = await runFake(['memory', 'retire', 'by-hand', '--as', 'person'], { reverie, cwd: repo.dir });
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout, /Put aside lessons\/by-hand\.md/);
    assert.equal(await git('show', 'main:put-aside/by-hand.md'), bad);
    for (const file of await broken()) assert.equal((await reverie.putAside(file, { by: 'person' })).state, 'applied', file);
    assert.deepEqual(await broken(), []);
    assert.equal((await git('ls-tree', '-r', '-z', '--name-only', 'main', 'put-aside/')).split('\0').filter(Boolean).length, 3);
    const { problems } = await reverie.audit();
    assert.deepEqual(problems, []);
  });

  it('is put aside with all that is in it when it is a folder', async () => {
    await byHand(
      { path: 'lessons/g/folder-g.md/a "b.txt', text: 'a' },
      { path: 'lessons/g/folder-g.md/deep/link', text: '/etc/passwd', mode: '120000' },
      { path: 'lessons/g/folder-g.md.md', text: 'beside' },
    );
    assert.equal((await reverie.putAside('lessons/g/folder-g.md', { by: 'person' })).state, 'applied');
    assert.deepEqual(await broken(), ['lessons/by-hand.md', 'lessons/g/folder-g.md.md']);
    const aside = (await git('ls-tree', '-r', '-z', '--name-only', 'main', 'put-aside/')).split('\0').filter(Boolean);
    assert.deepEqual(aside, ['put-aside/g/folder-g.md/a "b.txt', 'put-aside/g/folder-g.md/deep/link']);
    assert.equal(await git('ls-tree', 'main', 'lessons/g/folder-g.md'), '');
    const [newest] = await reverie.history();
    await writeFile(path.join(gitDir(), 'refs/heads/main'), '');
    assert.equal((await reverie.memory()).version, newest?.commit, 'its seal holds');
    await rm(path.join(gitDir(), 'damaged'), { recursive: true });
    assert.deepEqual((await reverie.audit()).problems, []);
  });

  it('is changed by nobody but a person, and a lesson that can be read is not put aside', async () => {
    assert.equal((await reverie.putAside('lessons/by-hand.md', { by: 'agent' })).state, 'refused');
    assert.equal((await reverie.editLesson('by-hand', printLesson(good), { by: 'automation' })).state, 'refused');
    assert.equal((await reverie.putAside('lessons/t/first.md', { by: 'person' })).state, 'refused');
    assert.equal((await reverie.putAside('../config', { by: 'person' })).state, 'refused');
    assert.deepEqual(await broken(), ['lessons/by-hand.md']);
  });
});
