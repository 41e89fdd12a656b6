import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { repoGit } from '../../../src/node/git/repo-git.js';
import { gitHistory } from '../../../src/node/review/git-history.js';
import { type TempRepo, tempRepo } from '../../support/git-repo.js';

describe('git’s history for agents', () => {
  let repo: TempRepo;
  const signal = new AbortController().signal;
  before(async () => {
    repo = await tempRepo();
    await repo.commit('Add the cart', { 'a b.ts': 'one\ntwo\nthree\n', 'other.ts': 'x\n' });
    await repo.commit('Change two', { 'a b.ts': 'one\nTWO\nthree\n' });
  });
  after(() => repo.dispose());

  const history = async (head?: string) =>
    gitHistory(
      repoGit(repo.dir, { bigFile: 1_000_000 }),
      { ...(head !== undefined && { head }), headCommit: (await repo.git('rev-parse', 'HEAD')).trim() },
      { readPath: async (file) => ({ state: 'text', text: await readFile(path.join(repo.dir, file), 'utf8') }) },
    );

  it('blames lines of a commit', async () => {
    const head = (await repo.git('rev-parse', 'HEAD')).trim();
    const lines = await (await history(head)).blame('a b.ts', 1, 2, signal);
    assert.deepEqual(
      lines.map((l) => [l.line, l.summary, l.text]),
      [
        [1, 'Add the cart', 'one'],
        [2, 'Change two', 'TWO'],
      ],
    );
  });

  it('blames the work tree’s own text, and nothing of a file that no commit has', async () => {
    await repo.write('a b.ts', 'zero\none\nTWO\nthree\n');
    const lines = await (await history()).blame('a b.ts', 1, 2, signal);
    assert.deepEqual(
      lines.map((l) => l.text),
      ['zero', 'one'],
    );
    assert.equal(lines[1]!.summary, 'Add the cart');
    await repo.write('fresh.ts', 'new\n');
    assert.deepEqual(await (await history()).blame('fresh.ts', 1, 1, signal), []);
  });

  it('lists the commits of a file and of all, in pages, whatever the configuration shows', async () => {
    await repo.git('config', 'log.showSignature', 'true');
    await repo.git('config', 'log.decorate', 'full');
    const own = await history();
    assert.deepEqual(
      (await own.log('other.ts', { skip: 0, limit: 5 }, signal)).map((c) => c.subject),
      ['Add the cart'],
    );
    assert.deepEqual(
      (await own.log(undefined, { skip: 1, limit: 1 }, signal)).map((c) => c.subject),
      ['Add the cart'],
    );
  });
});
