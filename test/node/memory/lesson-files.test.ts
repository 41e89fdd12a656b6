import assert from 'node:assert/strict';
import { printLesson } from '../../../src/core/memory/lesson-markdown.js';
import type { MemoryStore } from '../../../src/core/memory/memory-store.js';
import { add, lesson, operation } from '../../core/memory/lessons.js';
import { commitByHand, tempMemory, type TempMemory } from './temp-memory.js';

const old = lesson({ id: 'old-a', statement: 'From before there were folders' });

describe('where lesson files lie', () => {
  let memory: TempMemory;
  let store: MemoryStore;
  beforeEach(async () => {
    memory = await tempMemory();
    ({ store } = await memory.open());
    await store.apply([add(lesson({ id: 'first-b' }))], { message: '' });
  });
  afterEach(() => memory.dispose());
  const files = async () => (await memory.git('ls-tree', '-r', '--name-only', 'main', 'lessons')).split('\n');

  it('are in the folder of the last sign of their id', async () => {
    await store.apply([add(lesson({ id: 'second-9' })), add(lesson({ id: 'x' }))], { message: '' });
    assert.deepEqual(await files(), ['lessons/9/second-9.md', 'lessons/b/first-b.md', 'lessons/x/x.md']);
  });

  it('moves a file that lay elsewhere with its next change, and back when that is taken back', async () => {
    await commitByHand(memory, [{ path: 'lessons/old-a.md', text: printLesson(old) }]);
    assert.deepEqual(
      (await store.read()).lessons.map((l) => l.id),
      ['first-b', 'old-a'],
    );
    const ops = [operation('sleep', { lesson: 'old-a' }), operation('wake', { lesson: 'old-a' })];
    await store.apply(ops, { message: '' });
    assert.deepEqual(await files(), ['lessons/a/old-a.md', 'lessons/b/first-b.md']);
    for (const s of [store, (await memory.open()).store]) {
      const read = await s.read();
      assert.deepEqual([read.lessons.length, read.broken, [...read.unverified]], [2, [], []]);
    }
    const history = await store.history({ lesson: 'old-a' });
    assert.deepEqual(
      history.map((v) => v.subject.split(':')[0]),
      ['wake old-a', 'sleep old-a', 'by hand'],
    );
    await store.revert(ops[1]!.id, { message: '' });
    assert.equal((await store.read()).lessons.find((l) => l.id === 'old-a')?.status, 'dormant');
    assert.equal((await store.revert(ops[0]!.id, { message: '' })).state, 'applied');
    assert.deepEqual(await files(), ['lessons/b/first-b.md', 'lessons/old-a.md']);
    await memory.git('fsck', '--strict');
  });

  it('takes the one in its own folder when a lesson is there twice, and shows the other as broken', async () => {
    const twin = printLesson(lesson({ id: 'first-b', statement: 'Forged' }));
    await commitByHand(memory, [
      { path: 'lessons/first-b.md', text: twin },
      { path: 'lessons/z/first-b.md', text: twin },
    ]);
    const { lessons, broken } = await (await memory.open()).store.read();
    assert.deepEqual(
      lessons.map((l) => l.statement),
      [lesson().statement],
    );
    assert.deepEqual(
      broken.map(({ path, reason }) => [path, reason]),
      ['lessons/first-b.md', 'lessons/z/first-b.md'].map((path) => [
        path,
        'the lesson first-b is in lessons/b/first-b.md too, and that one counts',
      ]),
    );
    assert.equal((await store.apply([operation('sleep', { lesson: 'first-b' })], { message: '' })).state, 'applied');
    assert.equal(await memory.git('show', 'main:lessons/first-b.md'), twin.trimEnd(), 'what is broken is kept');
  });
});
