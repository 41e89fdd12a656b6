import assert from 'node:assert/strict';
import { openBlobReader } from '../../../src/node/git/blob-reader.js';
import { repoGit } from '../../../src/node/git/repo-git.js';
import { type TempRepo, tempRepo } from '../../support/git-repo.js';

describe('blob reader', () => {
  let repo: TempRepo;
  beforeEach(async () => {
    repo = await tempRepo({
      'a.txt': 'a\n',
      empty: '',
      'bytes.bin': Uint8Array.of(0, 10, 255, 13, 10),
      big: 'x'.repeat(300_000),
      'sp ace': 's',
    });
  });
  afterEach(() => repo.dispose());

  const git = (): ReturnType<typeof repoGit> => repoGit(repo.dir, { bigFile: 1_000_000 });

  it('answers many readings in their order, bytes as they are', async () => {
    const reader = openBlobReader(git(), { maxBytes: 1_000_000 });
    try {
      const names = ['HEAD:a.txt', 'HEAD:empty', 'HEAD:bytes.bin', 'HEAD:big', 'HEAD:sp ace', 'HEAD:none', 'HEAD^{tree}', 'HEAD:a.txt'];
      const [a, empty, bytes, big, space, none, tree, again] = await Promise.all(names.map((name) => reader.read(name)));
      assert.deepEqual(a, { state: 'found', bytes: Buffer.from('a\n') });
      assert.deepEqual(empty, { state: 'found', bytes: Buffer.alloc(0) });
      assert.deepEqual(bytes, { state: 'found', bytes: Buffer.of(0, 10, 255, 13, 10) });
      assert.equal(big?.state === 'found' && big.bytes.toString(), 'x'.repeat(300_000));
      assert.deepEqual(space, { state: 'found', bytes: Buffer.from('s') });
      assert.deepEqual(none, { state: 'missing' });
      assert.deepEqual(tree, { state: 'missing' });
      assert.deepEqual(again, a);
    } finally {
      await reader.close();
    }
  });

  it('does not keep what is too large, and goes on behind it', async () => {
    const reader = openBlobReader(git(), { maxBytes: 1_000 });
    try {
      const [big, a] = await Promise.all([reader.read('HEAD:big'), reader.read('HEAD:a.txt')]);
      assert.deepEqual(big, { state: 'oversized', size: 300_000 });
      assert.equal(a.state, 'found');
    } finally {
      await reader.close();
    }
  });

  it('tells sizes without reading', async () => {
    const reader = openBlobReader(git(), { maxBytes: 1_000 });
    try {
      const sizes = await Promise.all(
        ['HEAD:big', 'HEAD:empty', 'HEAD:none', 'HEAD^{tree}', 'HEAD:a.txt'].map((name) => reader.size(name)),
      );
      assert.deepEqual(sizes, [300_000, 0, undefined, undefined, 2]);
      assert.equal((await reader.read('HEAD:a.txt')).state, 'found');
    } finally {
      await reader.close();
    }
    assert.equal(await reader.size('HEAD:big'), undefined);
  });

  it('asks nothing that would break the line protocol', async () => {
    const reader = openBlobReader(git(), { maxBytes: 1_000 });
    assert.equal((await reader.read('HEAD:a\nHEAD:b')).state, 'failed');
    await reader.close();
    assert.deepEqual(await reader.read('HEAD:a.txt'), { state: 'failed', reason: 'the change set was closed' });
  });

  it('fails what it was reading when the signal aborts', async () => {
    const abort = new AbortController();
    const reader = openBlobReader(git(), { maxBytes: 1_000_000, signal: abort.signal });
    const reading = reader.read('HEAD:big');
    abort.abort();
    assert.deepEqual(await reading, { state: 'failed', reason: 'cancelled' });
    await reader.close();
  });

  it('says why when git cannot read the repository any more', async () => {
    const reader = openBlobReader(git(), { maxBytes: 1_000_000 });
    await repo.remove('.git/objects');
    await repo.remove('.git/HEAD');
    const blob = await reader.read('HEAD:a.txt');
    assert.equal(blob.state, 'failed');
    assert.match(blob.state === 'failed' ? blob.reason : '', /not a git repository/);
    await reader.close();
  });
});
