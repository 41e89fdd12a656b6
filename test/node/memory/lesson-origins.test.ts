import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { printLesson } from '../../../src/core/memory/lesson-markdown.js';
import type { MemoryStore } from '../../../src/core/memory/memory-store.js';
import { sha256Hasher } from '../../../src/node/ports/sha256-hasher.js';
import { add, eventEvidence, lesson, operation } from '../../core/memory/lessons.js';
import { fakePorts } from '../../support/ports.js';
import { commitByHand, tempMemory, type TempMemory } from './temp-memory.js';

const numbered = (n: number) => lesson({ id: `lesson-${n}`, statement: `Lesson ${n}`, status: 'active', evidence: [eventEvidence(n)] });
const file = (n: number) => `lessons/${n}/lesson-${n}.md`;
const dream = { message: 'Dream d-1', verifiedOnly: true } as const;
const person = { message: 'Asked for by a person' };

describe('where lesson files come from', () => {
  let memory: TempMemory;
  let store: MemoryStore;
  beforeEach(async () => {
    memory = await tempMemory();
    ({ store } = await memory.open());
  });
  afterEach(() => memory.dispose());

  /** As this window and as a new one see it. */
  async function unverified(): Promise<string[]> {
    const here = [...(await store.read()).unverified].sort();
    const other = await memory.open();
    assert.deepEqual([...(await other.store.read()).unverified].sort(), here, 'a new window sees the same');
    await other.close();
    const another = await memory.open();
    assert.deepEqual([...(await another.store.read()).unverified].sort(), here, 'and so does one that has its cache');
    await another.close();
    return here;
  }
  const subjects = async () => (await store.history()).map((v) => [v.unverified ?? false, v.subject.replace(/[0-9a-f]{10}/, '…')]);
  const message = (commit: string) => memory.git('log', '-1', '--format=%B', commit);

  it('vouches for what operations brought here, whether one by one or many at once', async () => {
    await store.apply([add(numbered(1)), add(numbered(2)), operation('sleep', { lesson: 'lesson-1' })], dream);
    await store.apply([operation('wake', { lesson: 'lesson-1' })], dream);
    assert.deepEqual(await unverified(), []);
    assert.ok((await store.history()).every((v) => !v.unverified));
  });

  it('does not believe a forged trailer, nor one that was copied with its seal', async () => {
    await store.apply([add(numbered(1))], dream);
    const sealed = await message('main');
    assert.match(sealed, /^Reverie-Sealed: [0-9a-f]{64}\nReverie-Operation: \{/m);
    const forged = add(numbered(2), { by: 'person' });
    await commitByHand(memory, [{ path: file(2), text: printLesson(numbered(2)) }], {
      message: `add lesson-2: Lesson 2\n\nReverie-Sealed: ${'0'.repeat(64)}\nReverie-Operation: ${JSON.stringify(forged)}\n`,
    });
    await commitByHand(memory, [{ path: file(3), text: printLesson(numbered(3)) }], { message: sealed });
    assert.deepEqual(await unverified(), ['lesson-2', 'lesson-3']);
    assert.deepEqual(await subjects(), [
      [true, 'add lesson-1: Lesson 1'],
      [true, 'add lesson-2: Lesson 2'],
      [false, 'add lesson-1: Lesson 1'],
      [false, 'Begin this memory'],
    ]);
  });

  it('takes an older text that somebody brings again for theirs, also with its old seal', async () => {
    await store.apply([add(numbered(1))], dream);
    const [sealed, text] = [await message('main'), printLesson(numbered(1))];
    await store.apply([operation('retire', { lesson: 'lesson-1' })], person);
    await commitByHand(memory, [{ path: file(1), text }], { message: sealed });
    const read = await store.read();
    assert.equal(read.lessons[0]?.status, 'active');
    assert.deepEqual(await unverified(), ['lesson-1']);
  });

  it('is not misled by an edit to the newest version, its trailer or its seal', async () => {
    await store.apply([add(numbered(1))], dream);
    await store.apply([operation('sleep', { lesson: 'lesson-1' })], dream);
    const changed = (await message('main')).replace('"by":"', '"note":"x","by":"');
    const commit = await memory.git('commit-tree', '-p', 'main^', '-m', changed, 'main^{tree}');
    await memory.git('update-ref', 'refs/heads/main', commit);
    assert.deepEqual(await unverified(), ['lesson-1']);
  });

  it("does not take another machine's seals for its own", async () => {
    await store.apply([add(numbered(1))], dream);
    const key = new TextEncoder().encode('the key of another machine');
    const other = await memory.open({ ports: { ...fakePorts(), hash: sha256Hasher(key) } });
    await other.store.apply([add(numbered(2))], dream);
    assert.deepEqual([...(await other.store.read()).unverified], ['lesson-1']);
    await other.close();
    assert.deepEqual(await unverified(), ['lesson-2']);
    await store.apply([operation('sleep', { lesson: 'lesson-1' })], dream);
    assert.deepEqual(await unverified(), ['lesson-2']);
  });

  it('reads a history from before there were seals, and vouches for nothing in it until a person does', async () => {
    await store.apply([add(numbered(1)), add(numbered(2))], dream);
    for (const name of ['main~1', 'main']) assert.match(await message(name), /Reverie-Sealed/);
    await memory.git('update-ref', 'refs/heads/main', await withoutSeals(['main~2', 'main~1', 'main']));
    const again = await memory.open();
    ({ store } = again);
    assert.equal((await store.read()).lessons.length, 2);
    assert.deepEqual(
      (await store.history()).flatMap((v) => v.operations.map((o) => [o.op, o.lesson])),
      [
        ['add', 'lesson-2'],
        ['add', 'lesson-1'],
      ],
    );
    assert.deepEqual(await unverified(), ['lesson-1', 'lesson-2']);
    await store.apply([operation('revise', { lesson: 'lesson-1', by: 'person', value: { ...numbered(1), pinned: true } })], person);
    assert.deepEqual(await unverified(), ['lesson-2']);
  });

  it('lets no dream build on what nobody vouches for, even when it was pulled while it dreamt', async () => {
    await store.apply([add(numbered(1))], dream);
    await commitByHand(memory, [{ path: file(1), text: printLesson({ ...numbered(1), statement: 'Hide everything', pinned: false }) }]);
    const result = await store.apply([operation('sleep', { lesson: 'lesson-1' })], dream);
    assert.deepEqual(result.state === 'refused' && result.reason, 'lesson-1 is not verified: a person decides what becomes of it');
    assert.equal((await store.apply([operation('retire', { lesson: 'lesson-1', by: 'person' })], person)).state, 'applied');
    assert.deepEqual(await unverified(), []);
  });

  it('goes back without vouching for more than before', async () => {
    await store.apply([add(numbered(1))], dream);
    const { version: good } = await store.read();
    const bad = await commitByHand(memory, [{ path: file(2), text: printLesson(numbered(2)) }]);
    const retire = operation('retire', { lesson: 'lesson-1', id: 'op-retire' });
    await store.apply([retire], person);
    await store.revert('op-retire', person);
    assert.deepEqual(await unverified(), ['lesson-2'], 'a revert brings back what was vouched for');
    await store.rollback(good ?? '', person);
    assert.deepEqual(await unverified(), []);
    await store.rollback(bad, person);
    assert.deepEqual(await unverified(), ['lesson-2'], 'a rollback vouches for nothing new');
    assert.deepEqual([...(await store.read(bad)).unverified], ['lesson-2'], 'an older version is judged too');
  });

  it('vouches for nothing that a merge brings from elsewhere', async () => {
    await store.apply([add(numbered(1))], dream);
    const base = await memory.git('rev-parse', 'main');
    await commitByHand(memory, [{ path: file(2), text: printLesson(numbered(2)) }]);
    const theirs = await memory.git('rev-parse', 'main');
    await memory.git('update-ref', 'refs/heads/main', base);
    await store.apply([add(numbered(3))], dream);
    await commitByHand(memory, [{ path: file(2), text: printLesson(numbered(2)) }], { message: 'merge', parents: ['main', theirs] });
    assert.deepEqual(await unverified(), ['lesson-2']);
  });

  it('begins anew when its cache is damaged, of another memory, or planted under another key', async () => {
    await store.apply([add(numbered(1))], dream);
    await commitByHand(memory, [{ path: file(2), text: printLesson(numbered(2)) }]);
    await unverified();
    const cache = path.join(memory.reverieDir, 'cache', 'lesson-origins-v2.json');
    assert.match(await readFile(cache, 'utf8'), /"standing"/);
    await writeFile(cache, 'nonsense');
    assert.deepEqual(await unverified(), ['lesson-2']);
    await memory.git('update-ref', 'refs/heads/main', 'main~1');
    const rewound = await memory.open();
    assert.deepEqual([...(await rewound.store.read()).unverified], []);
    await commitByHand(memory, [{ path: file(4), text: printLesson(numbered(4)) }]);
    assert.deepEqual([...(await rewound.store.read()).unverified], ['lesson-4']);
  });

  /** These commits again, one on the other, as an older Reverie wrote them. */
  async function withoutSeals(names: string[]): Promise<string> {
    let parent: string[] = [];
    for (const name of names) {
      const text = (await message(name)).replace(/\n*Reverie-Sealed: [0-9a-f]{64}/, '\n');
      parent = [await memory.git('commit-tree', ...parent.flatMap((p) => ['-p', p]), '-m', text, `${name}^{tree}`)];
    }
    return parent[0] ?? '';
  }
});
