import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { trendReader } from '../../../src/node/dream/trend-reader.js';
import { openEngine } from '../../support/engine.js';
import { tempRepo } from '../../support/git-repo.js';
import { world } from '../../core/dream/world.js';

describe('the reader of the course of weeks', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'reverie-trends-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const reviewed = async () => {
    const w = world();
    const { transcripts, ledger, memory } = w.deps;
    await w.review([{ path: 'a.ts' }, { path: 'b.ts' }]);
    await w.review([{ path: 'c.ts' }]);
    const reader = () => trendReader({ transcripts, ledger, memory, cacheDir: dir });
    return { ...w, reader };
  };

  it('reads a sealed transcript once, in this process and in the next', async () => {
    const { reader, reads, review } = await reviewed();
    const first = reader();
    const before = await first();
    assert.equal(before.weeks.at(-1)?.with.shown, 3);
    const read = reads.length;
    assert.deepEqual(await first(), before);
    assert.deepEqual(await reader()(), before);
    assert.equal(reads.length, read);
    await review([{ path: 'd.ts' }]);
    const progress: number[] = [];
    const after = await reader()({ onProgress: (_, total) => progress.push(total) });
    assert.equal(
      after.weeks.reduce((sum, w) => sum + w.with.shown, 0),
      4,
    );
    assert.equal(reads.length, read + 1);
    assert.deepEqual(progress, [1]);
  });

  it('makes a damaged cache anew', async () => {
    const { reader } = await reviewed();
    const before = await reader()();
    const file = path.join(dir, 'trends-v1.json');
    for (const damage of ['', '{', '{"v":2}', (await readFile(file, 'utf8')).slice(0, -20)]) {
      await writeFile(file, damage);
      assert.deepEqual(await reader()(), before);
    }
  });

  it('takes the figures of a transcript that was forgotten away', async () => {
    const { reader, records } = await reviewed();
    const first = reader();
    await first();
    records.splice(0, 1);
    assert.equal((await first()).weeks.at(-1)?.with.shown, 1);
    assert.equal((await reader()()).weeks.at(-1)?.with.shown, 1);
  });

  it('stops when it is cancelled, and goes on the next time', async () => {
    const { reader } = await reviewed();
    const read = reader();
    await assert.rejects(read({ signal: AbortSignal.abort() }), { name: 'AbortError' });
    assert.equal((await read()).weeks.at(-1)?.with.shown, 3);
  });

  it('tells of a real repository what memory kept from people, and how large it is', async () => {
    const repo = await tempRepo({ 'README.md': 'jobs\n' });
    const engine = await openEngine(repo);
    try {
      for (const n of [1, 2, 3]) await repo.write(`jobs/job-${n}.js`, `export function job() {\n  debugger; // ${n}\n}\n`);
      const { findings } = await engine.review();
      for (const f of findings.filter((f) => f.rule === 'js/debugger')) await engine.say(f.id, 'dismiss', 'intended');
      await engine.dream();
      const [lesson] = (await engine.reverie.memory()).lessons;
      await engine.reverie.changeLesson(lesson?.id ?? '', 'activate', { by: 'person' });
      await repo.write('jobs/job-4.js', 'export function job() {\n  debugger; // 4\n}\n');
      assert.equal((await engine.review()).heldBack.length, 1);
      const { weeks, memory, problems } = await engine.reverie.trends();
      const week = weeks.at(-1);
      assert.deepEqual(problems, []);
      assert.deepEqual(week?.with, { shown: 3, accepted: 0, rejected: 3 });
      assert.deepEqual(week.without, { shown: 4, accepted: 0, rejected: 4 });
      assert.deepEqual([week.heldBack, week.presumed, week.reviews.runs, week.dreams.runs], [1, 1, 2, 1]);
      assert.equal(memory.at(-1)?.lessons.active, 1);
    } finally {
      await engine.reverie.close();
      await repo.dispose();
    }
  });
});
