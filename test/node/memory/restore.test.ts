import assert from 'node:assert/strict';
import { printLesson } from '../../../src/core/memory/lesson-markdown.js';
import type { MemoryStore } from '../../../src/core/memory/memory-store.js';
import { add, lesson, operation } from '../../core/memory/lessons.js';
import { commitByHand, tempMemory, type TempMemory } from './temp-memory.js';

const one = lesson({ id: 'one-a' });
const byPerson = { message: 'Restored by a person' };

describe('restoring a lesson', () => {
  let memory: TempMemory;
  let store: MemoryStore;
  let begin: string;
  beforeEach(async () => {
    memory = await tempMemory();
    ({ store } = await memory.open());
    await store.apply([add(lesson({ id: 'first-z' }))], { message: '' });
    begin = (await store.read()).version ?? '';
    await store.apply([add(one)], { message: '' });
  });
  afterEach(() => memory.dispose());
  const now = async () => {
    const { lessons, broken, unverified } = await (await memory.open()).store.read();
    return { one: lessons.find((l) => l.id === 'one-a'), broken: broken.length, unverified: [...unverified] };
  };

  it('brings the last version back of a file that was broken, wherever it lies', async () => {
    await store.apply([operation('sleep', { lesson: 'one-a' })], { message: '' });
    await commitByHand(memory, [{ path: 'lessons/a/one-a.md', text: 'torn' }]);
    assert.deepEqual([(await now()).broken, (await now()).one], [1, undefined]);
    assert.equal((await store.restore('one-a', byPerson)).state, 'applied');
    assert.deepEqual(await now(), { one: { ...one, status: 'dormant' }, broken: 0, unverified: [] });
    const [version] = await store.history();
    assert.match(version?.subject ?? '', /^restore one-a: Console output is intended/);
    assert.match(await memory.git('log', '-1', '--format=%b', 'main'), /^As it was in [0-9a-f]{10}\.\n\nRestored by a person$/m);
  });

  it('brings back what a rollback took away, and takes no word for it that was not vouched for', async () => {
    await store.rollback(begin, { message: '' });
    assert.equal((await now()).one, undefined);
    await store.restore('one-a', byPerson);
    assert.deepEqual(await now(), { one, broken: 0, unverified: [] });
    await commitByHand(memory, [{ path: 'lessons/a/one-a.md', text: printLesson({ ...one, statement: 'Forged' }) }]);
    const forged = await memory.git('rev-parse', 'main');
    await store.rollback(begin, { message: '' });
    await store.restore('one-a', { ...byPerson, version: forged });
    assert.deepEqual((await now()).unverified, ['one-a']);
  });

  it('goes back with one lesson alone, to the version that is asked for', async () => {
    const version = (await store.read()).version ?? '';
    await store.apply([operation('sleep', { lesson: 'one-a' }), operation('sleep', { lesson: 'first-z' })], { message: '' });
    await store.restore('one-a', { ...byPerson, version: version.slice(0, 10) });
    assert.deepEqual(
      (await store.read()).lessons.map((l) => l.status),
      ['dormant', 'active'],
    );
    await store.apply([operation('retire', { lesson: 'one-a' })], { message: '' });
    assert.equal((await store.read()).lessons.find((l) => l.id === 'one-a')?.status, 'retired', 'operations go on');
    assert.equal((await store.history({ lesson: 'one-a' })).length, 4);
    await memory.git('fsck', '--strict');
  });

  it('refuses what no version has', async () => {
    for (const [id, version] of [
      ['never', undefined],
      ['first-z', undefined],
      ['one-a', begin],
    ] as const) {
      const result = await store.restore(id, { ...byPerson, ...(version !== undefined && { version }) });
      assert.equal(result.state, 'refused', id);
    }
    await assert.rejects(store.restore('one-a', { ...byPerson, version: '--all' }), { name: 'HumanError' });
    const reading = await memory.open({ repo: { reverieDir: memory.reverieDir, writable: false } });
    assert.equal((await reading.store.restore('one-a', byPerson)).state, 'refused');
  });
});
