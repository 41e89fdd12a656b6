import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Repo } from '../../../src/core/changes/change-set.js';
import { readRepoKey } from '../../../src/node/ports/repo-key.js';

describe("the repo's key", () => {
  let dir: string;
  let repo: Repo;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'reverie-key-'));
    repo = { root: dir, commonDir: dir, reverieDir: path.join(dir, 'reverie'), writable: true };
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('is made once, also by many at once, for its owner only', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => readRepoKey(repo)));
    const file = path.join(repo.reverieDir, 'key');
    const kept = await readFile(file);
    assert.equal(kept.length, 32);
    for (const { key } of keys) assert.deepEqual(Buffer.from(key), kept);
    if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
  });

  it('is random: two repos differ', async () => {
    const other = { ...repo, reverieDir: path.join(dir, 'other') };
    assert.notDeepEqual(await readRepoKey(repo), await readRepoKey(other));
  });

  it('is made anew when the file was cut', async () => {
    await mkdir(repo.reverieDir);
    await writeFile(path.join(repo.reverieDir, 'key'), 'short');
    const { key } = await readRepoKey(repo);
    assert.equal(key.length, 32);
    assert.deepEqual(await readRepoKey(repo), { key });
  });

  it('is derived from the path where nothing can be written, and then seals with another one that nobody can guess', async () => {
    await writeFile(path.join(dir, 'file'), '');
    const blocked = { ...repo, reverieDir: path.join(dir, 'file', 'reverie'), writable: false };
    const { key, sealing } = await readRepoKey(blocked);
    assert.equal(key.length, 32);
    const again = await readRepoKey(blocked);
    assert.deepEqual(again.key, key);
    assert.notDeepEqual(again.sealing, sealing);
  });
});
