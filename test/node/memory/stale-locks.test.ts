import assert from 'node:assert/strict';
import { access, mkdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { add, lesson } from '../../core/memory/lessons.js';
import { fakePorts } from '../../support/ports.js';
import { tempMemory, type TempMemory } from './temp-memory.js';

const numbered = (n: number) => add(lesson({ id: `lesson-${n}` }));

describe('what a killed git leaves behind', () => {
  let memory: TempMemory;
  beforeEach(async () => {
    memory = await tempMemory();
  });
  afterEach(() => memory.dispose());

  for (const lock of ['refs/heads/main.lock', 'HEAD.lock', 'packed-refs.lock']) {
    it(`a lock (${lock}) is removed once it has stood still for the term, and the write goes on`, async () => {
      const ports = fakePorts();
      const { store } = await memory.open({ ports, lockTermMs: 30_000 });
      await store.apply([numbered(0)], { message: '' });
      await writeFile(path.join(memory.gitDir, lock), '');
      const applying = store.apply([numbered(1)], { message: '' });
      const ended = applying.then(() => true);
      // the clock of the process, not the age of the file, decides
      while (!(await Promise.race([ended, pause(20, false)]))) ports.clock.advance(10_000);
      assert.equal((await applying).state, 'applied');
      await assert.rejects(access(path.join(memory.gitDir, lock)), { code: 'ENOENT' });
    });
  }

  it('a lock that may be alive is left alone, and named when the wait is over', async () => {
    const { store } = await memory.open({ lockTermMs: 300 });
    await store.apply([numbered(0)], { message: '' });
    const lock = path.join(memory.gitDir, 'refs/heads/main.lock');
    await writeFile(lock, '');
    await utimes(lock, new Date(0), new Date(0));
    await assert.rejects(store.apply([numbered(1)], { message: '' }), {
      name: 'HumanError',
      message: /stays locked/,
      next: /Remove that file/,
    });
    await access(lock);
  });

  it('a pending version is swept once it has stood still for the term', async () => {
    const ports = fakePorts();
    const { store } = await memory.open({ ports });
    await store.apply([numbered(0)], { message: '' });
    await memory.git('update-ref', 'refs/reverie/pending/dead', 'main');
    await store.apply([numbered(1)], { message: '' });
    assert.match(await memory.git('for-each-ref'), /pending\/dead/);
    ports.clock.advance(30_000);
    await store.apply([numbered(2)], { message: '' });
    assert.doesNotMatch(await memory.git('for-each-ref'), /pending/);
  });

  it('a folder left by a killed creation is removed after a day', async () => {
    const old = path.join(memory.reverieDir, 'memory.git.new-old');
    const young = path.join(memory.reverieDir, 'memory.git.new-young');
    for (const folder of [old, young]) await mkdir(folder, { recursive: true });
    await utimes(old, new Date(0), new Date(0));
    const { store } = await memory.open();
    await store.apply([numbered(0)], { message: '' });
    await access(young);
    await assert.rejects(access(old), { code: 'ENOENT' });
  });
});
