import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hookIndex } from '../../../src/node/git/hook-index.js';
import { tempRepo, type TempRepo } from '../../support/git-repo.js';

describe('the index that git hands to a hook', () => {
  let repo: TempRepo;
  let other: TempRepo;
  before(async () => {
    [repo, other] = await Promise.all([tempRepo({ a: '1' }), tempRepo({ a: '1' })]);
    await writeFile(path.join(repo.dir, '.git/next-index-1.lock'), '');
    await writeFile(path.join(repo.dir, 'made-up'), '');
    await writeFile(path.join(other.dir, '.git/next-index-1.lock'), '');
  });
  after(() => Promise.all([repo.dispose(), other.dispose()]));
  const read = (file: string | undefined) => hookIndex(repo.dir, { GIT_INDEX_FILE: file });

  it('is taken when it lies in the work tree’s own git folder', () => {
    const index = path.join(repo.dir, '.git/next-index-1.lock');
    assert.equal(read(index), index);
  });

  it('is the usual one without the variable, and when it names that one', () => {
    assert.equal(read(undefined), undefined);
    assert.equal(read(path.join(repo.dir, '.git/index')), undefined);
  });

  it('is the usual one when the variable points anywhere else', () => {
    for (const file of [
      '/etc/passwd',
      path.join(repo.dir, 'made-up'),
      path.join(other.dir, '.git/next-index-1.lock'),
      path.join(repo.dir, '.git/none'),
      '.git/../../x',
    ])
      assert.equal(read(file), undefined, file);
  });
});
