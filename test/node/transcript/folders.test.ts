import assert from 'node:assert/strict';
import { rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../../../src/node/transcript/folders.js';
import { tempDir } from '../../support/git-repo.js';

describe('making folders', () => {
  it('makes missing parents, for their owner only, also when several ask at once', async () => {
    const dir = await tempDir();
    try {
      const deep = path.join(dir, 'a/b/c');
      await Promise.all([makeFolder(deep), makeFolder(deep), makeFolder(path.join(dir, 'a/b'))]);
      assert.equal((await stat(deep)).mode & 0o777, 0o700);
      await writeFile(path.join(dir, 'file'), '');
      await assert.rejects(makeFolder(path.join(dir, 'file')), /EEXIST/);
      await assert.rejects(makeFolder(path.join(dir, 'file/below')), /ENOTDIR/);
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  it('gives up where a file system has no room for folders, instead of trying for ever', async function () {
    if (process.platform !== 'linux') return this.skip();
    await assert.rejects(makeFolder('/proc/reverie-storage/transcripts'), /ENOENT|EACCES/);
  });
});
