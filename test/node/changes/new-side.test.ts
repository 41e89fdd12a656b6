import assert from 'node:assert/strict';
import type { Contents, Scope } from '../../../src/core/changes/change-set.js';
import { createChangeReader } from '../../../src/node/changes/change-reader.js';
import { openRepo } from '../../../src/node/changes/open-repo.js';
import { type TempRepo, tempRepo } from '../../support/git-repo.js';

describe('the new side as a whole', () => {
  let repo: TempRepo;
  before(async () => {
    repo = await tempRepo();
    await repo.commit('one', {
      'a.ts': "import './b';\n",
      'b.ts': 'old\n',
      'gone.ts': 'needle\n',
      '.gitignore': 'made/\n',
      'ünï cödé.ts': 'needle\n',
    });
    await repo.write('a.ts', 'needle\n');
    await repo.git('add', 'a.ts');
    await repo.remove('gone.ts');
    await repo.write('dir/new.ts', 'needle $(x) ".*"\n');
    await repo.write('made/x.ts', 'needle\n');
    await repo.write('c.txt', 'needle\n');
  });
  after(() => repo.dispose());

  async function read<T>(scope: Scope, use: (contents: Contents) => Promise<T>): Promise<T> {
    const { contents } = await createChangeReader(await openRepo(repo.dir)).read(scope, { signal: new AbortController().signal });
    try {
      return await use(contents);
    } finally {
      await contents.close();
    }
  }
  const sorted = (paths: Iterable<string>): string[] => [...paths].sort();

  it('is the work tree, the index, or the commit: its paths', async () => {
    const common = ['.gitignore', 'a.ts', 'b.ts'];
    assert.deepEqual(
      sorted(await read({ kind: 'uncommitted' }, (c) => c.paths())),
      sorted([...common, 'c.txt', 'dir/new.ts', 'ünï cödé.ts']),
    );
    assert.deepEqual(sorted(await read({ kind: 'staged' }, (c) => c.paths())), sorted([...common, 'gone.ts', 'ünï cödé.ts']));
    assert.deepEqual(
      sorted(await read({ kind: 'commit', commit: 'HEAD' }, (c) => c.paths())),
      sorted([...common, 'gone.ts', 'ünï cödé.ts']),
    );
  });

  it('is searched for texts as they are written', async () => {
    const found = (scope: Scope, ...texts: string[]): Promise<string[]> => read(scope, async (c) => sorted(await c.search(texts, ['.ts'])));
    assert.deepEqual(await found({ kind: 'uncommitted' }, 'needle'), ['a.ts', 'dir/new.ts', 'ünï cödé.ts']);
    assert.deepEqual(await found({ kind: 'uncommitted' }, '$(x) ".*"', 'nowhere'), ['dir/new.ts']);
    assert.deepEqual(await found({ kind: 'staged' }, 'needle'), ['a.ts', 'gone.ts', 'ünï cödé.ts']);
    assert.deepEqual(await found({ kind: 'commit', commit: 'HEAD' }, 'needle'), ['gone.ts', 'ünï cödé.ts']);
    assert.deepEqual(await found({ kind: 'uncommitted' }, 'n.*e'), []);
    assert.deepEqual(await found({ kind: 'uncommitted' }, '', 'two\nlines'), []);
  });

  it('says what the repository ignores, and nothing of paths outside', async () => {
    const ignored = await read({ kind: 'uncommitted' }, (c) => c.ignored(['made/y.ts', 'b.ts', 'lost.ts', '../x', '/x']));
    assert.deepEqual([...ignored], ['made/y.ts']);
  });
});
