import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Lesson } from '../../../src/core/memory/lesson.js';
import type { MemoryStore } from '../../../src/core/memory/memory-store.js';
import type { Operation } from '../../../src/core/memory/operation.js';
import { add, lesson, operation } from '../../core/memory/lessons.js';
import { tempMemory, type TempMemory } from './temp-memory.js';

const ids = ['one-a', 'two-b', 'three-a'];
const of = (id: string, changes: Partial<Lesson> = {}) => lesson({ id, statement: `Lesson ${id}`, ...changes });

/** What people and dreams do, in any order; an operation that does not fit is refused, which is fine. */
const anyOperation: fc.Arbitrary<(prefix: string) => Operation> = fc
  .tuple(fc.constantFrom('add', 'retire', 'sleep', 'wake', 'revise', 'merge', 'supersede'), fc.nat(2), fc.nat(2), fc.nat(99))
  .map(([kind, a, b, n]) => {
    return (prefix) => {
      const [id, other] = [`${prefix}-${ids[a]}`, `${prefix}-${ids[b]}`];
      switch (kind) {
        case 'add':
          return add(of(id, { confidence: n / 100 }));
        case 'retire':
          return operation('retire', { lesson: id });
        case 'sleep':
          return operation('sleep', { lesson: id });
        case 'wake':
          return operation('wake', { lesson: id });
        case 'revise':
          return operation('revise', {
            lesson: id,
            value: of(id, { body: `Revised ${n}`, ...(n % 2 && { comments: { scope: ` note ${n}` } }) }),
          });
        case 'merge':
          return operation('merge', { lesson: id, from: [other], value: of(id, { body: `Merged ${n}` }) });
        case 'supersede':
          return operation('retire', { lesson: id, supersededBy: other });
      }
    };
  });

describe('going back in memory', function () {
  this.timeout(120_000);
  let memory: TempMemory;
  let store: MemoryStore;
  beforeEach(async () => {
    memory = await tempMemory();
    ({ store } = await memory.open());
  });
  afterEach(() => memory.dispose());
  const tree = (version: string) => memory.git('rev-parse', `${version}^{tree}`);

  it('gives the same tree when what was rolled back is applied again, from wherever, in one go or one by one', async () => {
    let [wentBack, runs] = [0, 0];
    const first = add(of('first-z'));
    await store.apply([first], { message: '' });
    await fc.assert(
      fc.asyncProperty(fc.array(anyOperation, { minLength: 1, maxLength: 8 }), fc.nat(), fc.boolean(), async (makers, at, together) => {
        const begun = (await store.history()).length;
        const prefix = `run-${++runs}`;
        await store.apply([add(of(`${prefix}-${ids[0]}`)), add(of(`${prefix}-${ids[1]}`))], { message: '' });
        for (const make of makers) await store.apply([make(prefix)], { message: '' });
        const versions = await store.history();
        // any version since this round began: what lies behind it are operations, and no rollback
        const target = versions[at % (versions.length - begun + 1)]?.commit ?? '';
        const [tip, before, lessons] = [versions[0]?.commit ?? '', await tree('main'), (await store.read()).lessons];
        const undone = (await memory.git('rev-list', '--reverse', `${target}..${tip}`)).split('\n').filter(Boolean);
        const again = undone.flatMap((commit) => versions.find((v) => v.commit === commit)?.operations ?? []);
        assert.equal(again.length, undone.length);
        wentBack += undone.length;
        if (undone.length > 0) await store.rollback(target, { message: '' });
        assert.equal(await tree('main'), await tree(target), 'a rollback gives the tree of its version');
        const window = (await memory.open()).store;
        if (together && again.length > 0) await window.apply(again, { message: '' });
        else for (const op of again) await window.apply([op], { message: '' });
        assert.equal(await tree('main'), before);
        for (const s of [window, store, (await memory.open()).store]) {
          const read = await s.read();
          assert.deepEqual([read.lessons, read.broken, [...read.unverified]], [lessons, [], []]);
        }
      }),
      { numRuns: 12 },
    );
    assert.ok(wentBack > 10, `only ${wentBack} operations were rolled back`);
    await memory.git('fsck', '--strict');
  });

  it('applies what was taken back again to the same tree', async () => {
    const [a, b] = [add(of('one-a')), add(of('two-b'))];
    const merge = operation('merge', { lesson: 'one-a', from: ['two-b'], value: of('one-a', { body: 'Both' }) });
    await store.apply([a, b, merge], { message: '' });
    const before = await tree('main');
    await store.revert(merge.id, { message: '' });
    const [, version] = await store.history();
    assert.equal((await store.read()).lessons.find((l) => l.id === 'two-b')?.supersededAt, undefined);
    await store.apply(version?.operations ?? [], { message: '' });
    assert.equal(await tree('main'), before);
    assert.equal((await store.read()).lessons.find((l) => l.id === 'two-b')?.supersededAt, '2026-01-05T09:00:00.000Z');
  });
});
