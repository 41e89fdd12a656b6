import assert from 'node:assert/strict';
import { HumanError } from '../../../src/core/human-error.js';
import { type Version, lineMapBetween } from '../../../src/node/changes/line-map-between.js';
import { openRepo } from '../../../src/node/changes/open-repo.js';
import { type TempRepo, tempRepo } from '../../support/git-repo.js';

const signal = new AbortController().signal;
const text = (...lines: string[]): string => lines.map((line) => `${line}\n`).join('');
const numbered = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`);

describe('line maps between versions', () => {
  let repo: TempRepo;
  beforeEach(async () => {
    repo = await tempRepo();
  });
  afterEach(() => repo.dispose());

  /** Where the lines stand, and under which name. */
  async function mapped(
    from: Version,
    path: string,
    to: Version,
    lines: number[],
    toPath?: string,
  ): Promise<[string, (number | undefined)[]]> {
    const found = await lineMapBetween(
      await openRepo(repo.dir),
      { version: from, path },
      { version: to, ...(toPath !== undefined && { path: toPath }) },
      { signal },
    );
    if (found.state === 'unmapped') return [found.reason, []];
    return [found.path, lines.map((line) => found.map.line(line))];
  }
  const commit = (name: string): Version => ({ commit: name });

  it('joins commits, the index and the work tree, in both directions', async () => {
    await repo.commit('first', { 'a.ts': text(...numbered) });
    await repo.commit('second', { 'a.ts': text('new', ...numbered) });
    await repo.write('a.ts', text('new', 'staged', ...numbered));
    await repo.git('add', 'a.ts');
    await repo.write('a.ts', text('new', 'staged', ...numbered.slice(0, 10), 'work', ...numbered.slice(11)));
    const versions: [Version, number | undefined, number | undefined][] = [
      [commit('HEAD^'), 5, 11],
      [commit('HEAD'), 6, 12],
      ['index', 7, 13],
      ['work tree', 7, undefined],
    ];
    for (const [from, five, eleven] of versions) {
      for (const [to, thereFive, thereEleven] of versions) {
        const expected = eleven === undefined && from !== to ? undefined : thereEleven;
        const line = eleven ?? 13;
        const found = await mapped(from, 'a.ts', to, [five!, line]);
        assert.deepEqual(found, ['a.ts', [thereFive, from === to ? line : expected]], JSON.stringify([from, to]));
      }
    }
  });

  it('follows a rename, committed, staged, and back', async () => {
    await repo.commit('first', { 'old name.ts': text(...numbered) });
    await repo.git('mv', 'old name.ts', 'new.ts');
    await repo.write('new.ts', text('top', ...numbered));
    await repo.git('add', '-A');
    assert.deepEqual(await mapped(commit('HEAD'), 'old name.ts', 'index', [1, 20]), ['new.ts', [2, 21]]);
    assert.deepEqual(await mapped(commit('HEAD'), 'old name.ts', 'work tree', [1, 20]), ['new.ts', [2, 21]]);
    assert.deepEqual(await mapped('work tree', 'new.ts', commit('HEAD'), [1, 2]), ['old name.ts', [undefined, 1]]);
    await repo.commit('renamed');
    assert.deepEqual(await mapped(commit('HEAD^'), 'old name.ts', commit('HEAD'), [1]), ['new.ts', [2]]);
    assert.deepEqual(await mapped(commit('HEAD'), 'new.ts', commit('HEAD^'), [2]), ['old name.ts', [1]]);
  });

  it('follows renames that only the commits between tell, forward, back, and over to another branch', async () => {
    const first = await repo.commit('first', { 'a.ts': text(...numbered) });
    const half = [...numbered.slice(0, 14), ...Array.from({ length: 6 }, (_, i) => `b ${i}`)];
    const most = [...numbered.slice(0, 6), ...Array.from({ length: 14 }, (_, i) => `c ${i}`)];
    await repo.git('mv', 'a.ts', 'b.ts');
    await repo.commit('to b', { 'b.ts': text(...half) });
    await repo.commit('rewritten', { 'b.ts': text(...most) });
    await repo.git('mv', 'b.ts', 'c.ts');
    await repo.commit('to c');
    assert.deepEqual(await mapped(commit(first), 'a.ts', commit('HEAD'), [1, 6, 7]), ['c.ts', [1, 6, undefined]]);
    assert.deepEqual(await mapped(commit('HEAD'), 'c.ts', commit(first), [1, 6, 7]), ['a.ts', [1, 6, undefined]]);
    await repo.git('checkout', '-q', '-b', 'side', first);
    await repo.git('mv', 'a.ts', 'side.ts');
    await repo.commit('to side');
    assert.deepEqual(await mapped(commit('main'), 'c.ts', commit('side'), [6]), ['side.ts', [6]]);
    assert.deepEqual(await mapped('work tree', 'side.ts', commit('main'), [6]), ['c.ts', [6]]);
  });

  it('maps a file that git does not track, and one under a name that is given', async () => {
    await repo.commit('first', { 'a.ts': text(...numbered) });
    await repo.git('rm', '-q', '--cached', 'a.ts');
    await repo.write('a.ts', text('x', ...numbered));
    assert.deepEqual(await mapped(commit('HEAD'), 'a.ts', 'work tree', [3]), ['a.ts', [4]]);
    await repo.write('other.ts', text('y', 'y', ...numbered));
    assert.deepEqual(await mapped(commit('HEAD'), 'a.ts', 'work tree', [3], 'other.ts'), ['other.ts', [5]]);
  });

  it('says what it cannot map', async () => {
    await repo.commit('first', { 'a.ts': text('a'), 'x.bin': Uint8Array.of(0, 1) });
    await repo.commit('second', { 'b.ts': text('b'), 'x.bin': Uint8Array.of(0, 2) });
    await repo.git('rm', '-q', 'a.ts');
    const third = await repo.commit('third');
    assert.match((await mapped(commit('HEAD'), 'none.ts', commit('HEAD^'), []))[0], /no none\.ts in [0-9a-f]{12}/);
    assert.deepEqual(await mapped(commit('HEAD^'), 'a.ts', commit('HEAD'), []), [`there is no a.ts in ${third.slice(0, 12)}`, []]);
    assert.match((await mapped(commit('HEAD^^'), 'x.bin', commit('HEAD'), []))[0], /not a text/);
    await assert.rejects(mapped(commit('nope'), 'a.ts', 'index', []), HumanError);
    assert.match((await mapped('work tree', '../a.ts', 'index', []))[0], /there is no/);
  });
});
