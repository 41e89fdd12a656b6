import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createAppendFile } from '../../../src/node/transcript/append-file.js';

describe('an append file on disk', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'reverie-append-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('holds what was written, less what was cut off again', async () => {
    const file = path.join(dir, 'a.jsonl');
    const target = await createAppendFile(file);
    await target.syncName();
    assert.equal(await target.write(Buffer.from('one\ntwo\n'), 0), 8);
    await target.sync();
    await target.truncate(4);
    await target.sync();
    assert.equal(await target.write(Buffer.from('three\n'), 4), 6);
    await target.sync();
    await target.close();
    assert.equal(await readFile(file, 'utf8'), 'one\nthree\n');
    if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
  });

  it('is never one that is there, nor in a folder that is not', async () => {
    const file = path.join(dir, 'a.jsonl');
    await (await createAppendFile(file)).close();
    await assert.rejects(createAppendFile(file), { code: 'EEXIST' });
    await assert.rejects(createAppendFile(path.join(dir, 'no', 'a.jsonl')), { code: 'ENOENT' });
  });
});
