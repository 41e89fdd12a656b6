import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { auditLessons } from '../../../src/node/memory/audit-lessons.js';
import { auditMain } from '../../../src/node/memory/audit-main.js';
import { add as addLesson, lesson } from '../../core/memory/lessons.js';
import { fakePorts } from '../../support/ports.js';
import { commitByHand, tempMemory, type TempMemory } from './temp-memory.js';

describe('a damaged main', () => {
  let memory: TempMemory;
  beforeEach(async () => (memory = await tempMemory()));
  afterEach(() => memory.dispose());

  const main = () => path.join(memory.gitDir, 'refs/heads/main');
  const looseObject = (id: string) => path.join(memory.gitDir, 'objects', id.slice(0, 2), id.slice(2));

  /** Three versions, one lesson each; gives their commits. */
  async function threeVersions(): Promise<string[]> {
    const window = await memory.open();
    const commits: string[] = [];
    for (const id of ['one', 'two', 'three']) {
      const applied = await window.store.apply([addLesson(lesson({ id }), { id: `op-${id}` })], { message: id });
      commits.push(applied.state === 'applied' ? applied.version : '');
    }
    await window.close();
    return commits;
  }

  async function reads(): Promise<{ ids: string[]; mended: string[]; version: string | null }> {
    const { store } = await memory.open();
    const { lessons, mended = [], version } = await store.read();
    return { ids: lessons.map((l) => l.id), mended, version };
  }

  const damages: [what: string, damage: (commits: string[]) => Promise<unknown>, left: string[]][] = [
    ['an empty ref', () => writeFile(main(), ''), ['one', 'three', 'two']],
    ['zeros in the ref', () => writeFile(main(), Buffer.alloc(41)), ['one', 'three', 'two']],
    ['a ref that is gone', () => rm(main()), ['one', 'three', 'two']],
    ['a ref to nothing', () => writeFile(main(), `${'ab'.repeat(20)}\n`), ['one', 'three', 'two']],
    ['a commit that is gone', ([, , newest = '']) => rm(looseObject(newest)), ['one', 'two']],
    [
      'a commit cut off by a power cut',
      async ([, , newest = '']) => {
        await chmod(looseObject(newest), 0o644);
        await writeFile(looseObject(newest), '');
      },
      ['one', 'two'],
    ],
    [
      'a lost folder of lessons',
      async ([, , newest = '']) => rm(looseObject(await memory.git('rev-parse', `${newest}:lessons`))),
      ['one', 'two'],
    ],
  ];
  for (const [what, damage, left] of damages) {
    it(`${what}: the last version that can be read takes its place, what stood there is kept and told, and the next write works`, async () => {
      const commits = await threeVersions();
      await damage(commits);
      const stood = await readFile(main()).catch(() => undefined);
      const { ids, mended, version } = await reads();
      assert.deepEqual(ids, left);
      assert.equal(version, commits[left.length - 1]);
      assert.match(mended.join(), new RegExp(`it went on from ${version?.slice(0, 10)}, the last that could`));
      const [kept = ''] = await readdir(path.join(memory.gitDir, 'damaged'));
      if (stood) assert.deepEqual(await readFile(path.join(memory.gitDir, 'damaged', kept)), stood);

      const window = await memory.open();
      const applied = await window.store.apply([addLesson(lesson({ id: 'four' }), { id: 'op-four' })], { message: 'four' });
      assert.equal(applied.state, 'applied');
      assert.deepEqual((await reads()).ids, [...left, 'four'].sort());
      assert.equal(await memory.git('rev-list', '--count', 'main'), String(left.length + 2));
      assert.match((await auditMain(window, memory.gitDir)).map((p) => p.problem).join(), /newest version could not be read/);
    });
  }

  it('is mended by a write too, and by two windows at once', async () => {
    await threeVersions();
    await writeFile(main(), 'garbage\n');
    const [a, b] = [await memory.open(), await memory.open()];
    const results = await Promise.all([
      a.store.apply([addLesson(lesson({ id: 'from-a' }), { id: 'op-from-a' })], { message: 'a' }),
      b.store.read().then(() => b.store.apply([addLesson(lesson({ id: 'from-b' }), { id: 'op-from-b' })], { message: 'b' })),
    ]);
    assert.deepEqual(
      results.map((r) => r.state),
      ['applied', 'applied'],
    );
    assert.deepEqual((await reads()).ids, ['from-a', 'from-b', 'one', 'three', 'two']);
  });

  it('does not go on from a version that nobody sealed here, nor from a writer that lost', async () => {
    const [, , newest = ''] = await threeVersions();
    const forged = await commitByHand(memory, [{ path: 'lessons/x/x.md', text: 'x' }]);
    await memory.git('update-ref', 'refs/heads/main', newest);
    const later = await commitByHand(memory, [{ path: 'lessons/y/y.md', text: 'y' }], { parents: [forged] });
    await writeFile(main(), '');
    const { version } = await reads();
    assert.equal(version, newest);
    assert.notEqual(version, later);
  });

  const tipsFile = () => path.join(memory.reverieDir, 'memory-tips');

  /** Five versions that one write makes on the newest, as if its writer had not come to move `main`. Gives the last of them. */
  async function unfinishedWrite(): Promise<string> {
    const [stood, tips] = [await readFile(main()), await readFile(tipsFile())];
    const window = await memory.open();
    const dream = ['d1', 'd2', 'd3', 'd4', 'd5'].map((id) => addLesson(lesson({ id }), { id: `op-${id}` }));
    const applied = await window.store.apply(dream, { message: 'dream' });
    await window.close();
    await writeFile(main(), stood);
    await writeFile(tipsFile(), tips);
    return applied.state === 'applied' ? applied.version : '';
  }

  it('does not go on from a part of what a killed writer wrote', async () => {
    const [, , newest = ''] = await threeVersions();
    await memory.git('update-ref', 'refs/reverie/pending/killed', await unfinishedWrite());
    await writeFile(main(), '');
    assert.equal((await reads()).version, newest);
  });

  it('does not go on from what a killed writer wrote when a write comes first, long after', async () => {
    const [, , newest = ''] = await threeVersions();
    await memory.git('update-ref', 'refs/reverie/pending/killed', await unfinishedWrite());
    await utimes(path.join(memory.gitDir, 'refs/reverie/pending/killed'), new Date(0), new Date(0));
    await writeFile(main(), '');
    const window = await memory.open();
    await window.store.apply([addLesson(lesson({ id: 'four' }), { id: 'op-four' })], { message: 'four' });
    assert.equal(await memory.git('rev-parse', 'main~1'), newest);
    await window.store.apply([addLesson(lesson({ id: 'five' }), { id: 'op-five' })], { message: 'five' });
    assert.doesNotMatch(await memory.git('for-each-ref'), /pending/);
  });

  it('does not go on from what a writer left that others were faster than, though it is longer and no ref names it', async () => {
    await threeVersions();
    await unfinishedWrite();
    const window = await memory.open();
    const applied = await window.store.apply([addLesson(lesson({ id: 'four' }), { id: 'op-four' })], { message: 'four' });
    await window.close();
    await writeFile(main(), '');
    assert.equal((await reads()).version, applied.state === 'applied' && applied.version);
  });

  it('goes on from a version that its writer did not come to note, and from the last one where nothing was noted', async () => {
    await threeVersions();
    const noted = await readFile(tipsFile());
    const window = await memory.open();
    const applied = await window.store.apply([addLesson(lesson({ id: 'four' }), { id: 'op-four' })], { message: 'four' });
    await window.close();
    const version = applied.state === 'applied' && applied.version;
    await writeFile(tipsFile(), noted);
    await writeFile(main(), '');
    assert.equal((await reads()).version, version);
    await rm(tipsFile());
    await writeFile(main(), '');
    assert.equal((await reads()).version, version);
  });

  it('stays as it is, and says so, where no version can be read', async () => {
    await threeVersions();
    await rm(path.join(memory.gitDir, 'objects'), { recursive: true });
    await mkdir(path.join(memory.gitDir, 'objects'));
    await writeFile(main(), '');
    await assert.rejects(reads(), { name: 'HumanError' });
    assert.equal(await readFile(main(), 'utf8'), '');
  });

  it('is mended by an audit that comes first, and told by it where no version can be read', async () => {
    const [, , newest = ''] = await threeVersions();
    await rm(looseObject(newest));
    assert.match((await auditMain(await memory.open(), memory.gitDir)).map((p) => p.problem).join(), /it went on from/);
    await rm(path.join(memory.gitDir, 'objects'), { recursive: true });
    await mkdir(path.join(memory.gitDir, 'objects'));
    await rm(path.join(memory.gitDir, 'damaged'), { recursive: true });
    const window = await memory.open();
    const [[history], [lessons]] = await Promise.all([auditMain(window, memory.gitDir), auditLessons(window.store, memory.gitDir)]);
    assert.match(history?.problem ?? '', /^memory’s history cannot be read: /);
    assert.match(lessons?.problem ?? '', /^the lessons cannot be read: /);
    assert.deepEqual([history?.severity, lessons?.severity], ['error', 'error']);
  });

  it('is mended by a read once the lock of a killed git has stood still for the term', async () => {
    const [, , newest = ''] = await threeVersions();
    await writeFile(main(), '');
    await writeFile(`${main()}.lock`, '');
    const ports = fakePorts();
    const { store } = await memory.open({ ports });
    const reading = store.read();
    const ended = reading.then(() => true);
    while (!(await Promise.race([ended, pause(20, false)]))) ports.clock.advance(10_000);
    assert.equal((await reading).version, newest);
  });

  it('is left alone while a lock may be alive, and the lock is named when the wait is over', async () => {
    await threeVersions();
    await writeFile(main(), '');
    await writeFile(`${main()}.lock`, '');
    const { store } = await memory.open({ lockTermMs: 300 });
    await assert.rejects(store.read(), { name: 'HumanError', message: /main\.lock stays locked/, next: /Remove that file/ });
    assert.equal(await readFile(main(), 'utf8'), '');
  });

  it('is not what a memory is that a person removed: the next write begins a new one, and tells it', async () => {
    await threeVersions();
    await rm(memory.gitDir, { recursive: true });
    const window = await memory.open();
    const applied = await window.store.apply([addLesson(lesson({ id: 'four' }), { id: 'op-four' })], { message: 'four' });
    assert.equal(applied.state, 'applied');
    await window.close();
    const { ids, mended } = await reads();
    assert.deepEqual(ids, ['four']);
    assert.match(mended.join(), /^memory\.git was gone and a new memory was begun\. .*damaged.memory-tips-/);
    assert.equal((await auditMain(await memory.open(), memory.gitDir)).length, 1);
    await writeFile(main(), '');
    assert.deepEqual((await reads()).ids, ['four'], 'what is noted now is of the new one');
  });

  it('says which files to delete to begin anew, and begins anew once they are', async () => {
    await threeVersions();
    await rm(path.join(memory.gitDir, 'objects'), { recursive: true });
    await mkdir(path.join(memory.gitDir, 'objects'));
    await writeFile(main(), '');
    await assert.rejects(reads(), { next: `Restore ${memory.gitDir} from a backup, or delete ${main()} and ${tipsFile()} to begin anew` });
    await rm(main());
    await assert.rejects(reads(), { next: `Restore ${memory.gitDir} from a backup, or delete ${tipsFile()} to begin anew` });
    await rm(tipsFile());
    assert.deepEqual((await reads()).ids, []);
    const { store } = await memory.open();
    const applied = await store.apply([addLesson(lesson({ id: 'four' }), { id: 'op-four' })], { message: 'four' });
    assert.equal(applied.state, 'applied');
  });

  it('is not what forgetting leaves', async () => {
    await threeVersions();
    const window = await memory.open();
    await window.forget();
    assert.deepEqual(await reads(), { ids: [], mended: [], version: null });
  });
});

describe('a main that was set back', () => {
  let memory: TempMemory;
  beforeEach(async () => (memory = await tempMemory()));
  afterEach(() => memory.dispose());

  const add = async (id: string) => {
    const window = await memory.open();
    const applied = await window.store.apply([addLesson(lesson({ id }), { id: `op-${id}` })], { message: id });
    await window.close();
    return applied.state === 'applied' ? applied.version : '';
  };
  const problems = async () => (await auditMain(await memory.open(), memory.gitDir)).map(({ problem, next }) => `${problem}. ${next}`);

  it('is noticed by an audit, which says how the lost version comes back', async () => {
    const [first, second] = [await add('one'), await add('two')];
    assert.deepEqual(await problems(), []);
    await memory.git('update-ref', 'refs/heads/main', first);
    const [problem = ''] = await problems();
    assert.match(
      problem,
      new RegExp(`^memory was set back: version ${second.slice(0, 10)}, .*bring it back: reverie memory rollback ${second.slice(0, 10)}`),
    );
    const { store } = await memory.open();
    const back = await store.rollback(second, { message: 'back' });
    assert.equal(back.state === 'applied' && back.version, second, 'the history goes on as it was');
    assert.deepEqual(await problems(), []);
  });

  it('is noticed after it was written on, and the lost version comes back as a new one', async () => {
    const [first, second] = [await add('one'), await add('two')];
    await memory.git('update-ref', 'refs/heads/main', first);
    await add('three');
    assert.match((await problems()).join(), new RegExp(second.slice(0, 10)));
    const { store } = await memory.open();
    assert.equal((await store.rollback(second, { message: 'back' })).state, 'applied');
    assert.deepEqual(
      (await store.read()).lessons.map((l) => l.id),
      ['one', 'two'],
    );
    await store.apply([addLesson(lesson({ id: 'four' }), { id: 'op-four' })], { message: 'four' });
    assert.deepEqual(await problems(), []);
  });

  it('is no reason to go back to a version that was never written here', async () => {
    await add('one');
    const forged = await commitByHand(memory, [{ path: 'lessons/x/x.md', text: 'x' }]);
    await memory.git('update-ref', 'refs/heads/main', `${forged}~1`);
    const { store } = await memory.open();
    const refused = await store.rollback(forged, { message: 'back' });
    assert.equal(refused.state, 'refused');
  });
});
