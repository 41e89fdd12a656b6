import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createFile, replaceFile } from '../../../src/node/ports/atomic-file.js';

describe('atomic files', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'reverie-atomic-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('are created by exactly one of many at once, and hold all of what that one wrote', async () => {
    const file = path.join(dir, 'a');
    const results = await Promise.all(Array.from({ length: 20 }, (_, i) => createFile(file, `${i}`.repeat(1000))));
    assert.equal(results.filter((r) => r === 'created').length, 1);
    assert.equal(await readFile(file, 'utf8'), `${results.indexOf('created')}`.repeat(1000));
    assert.deepEqual(await readdir(dir), ['a']);
  });

  it('leave a file alone that is there already', async () => {
    const file = path.join(dir, 'a');
    await writeFile(file, 'old');
    assert.equal(await createFile(file, 'new'), 'exists');
    assert.equal(await readFile(file, 'utf8'), 'old');
  });

  it('are replaced whole, for their owner only', async () => {
    const file = path.join(dir, 'a');
    await writeFile(file, 'old');
    await replaceFile(file, 'new');
    assert.equal(await readFile(file, 'utf8'), 'new');
    if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(dir), ['a']);
  });

  it('leave nothing behind when the target cannot be replaced', async () => {
    await assert.rejects(replaceFile(path.join(dir, 'missing', 'a'), 'x'), { code: 'ENOENT' });
    await assert.rejects(replaceFile(dir, 'x'));
    assert.deepEqual(await readdir(path.dirname(dir)).then((names) => names.filter((n) => n.startsWith(`${path.basename(dir)}.`))), []);
  });
});
