import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEpisodeCache } from '../../../src/node/dream/episode-cache.js';

describe('The cache of dreams', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'reverie-cache-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('gives what was put, in another process as well, and nothing for what is damaged', async () => {
    await openEpisodeCache(folder).put('key', { a: ['ü', 1] });
    assert.deepEqual(await openEpisodeCache(folder).get('key'), { a: ['ü', 1] });
    const [name = ''] = await readdir(folder);
    await writeFile(path.join(folder, name), `${'0'.repeat(64)}\n{"a":1}`);
    assert.equal(await openEpisodeCache(folder).get('key'), undefined);
    assert.equal(await openEpisodeCache(folder).get('other'), undefined);
  });

  it('keeps what was staged only when it is told to, and what nobody kept is in nobody’s way', async () => {
    const cache = openEpisodeCache(folder);
    await cache.put('key', 'old');
    await cache.stage('key', 'never kept');
    assert.equal(await cache.get('key'), 'old');
    const keep = await openEpisodeCache(folder).stage('key', 'new');
    assert.equal(await cache.get('key'), 'old');
    await keep();
    assert.equal(await cache.get('key'), 'new');
    assert.equal((await readdir(folder)).length, 1);
  });

  it('leaves nothing behind where a value cannot be put in its place', async () => {
    const cache = openEpisodeCache(folder);
    const keep = await cache.stage('key', 'value');
    await rm(folder, { recursive: true });
    await assert.rejects(keep());
    await assert.rejects(
      openEpisodeCache(path.join(folder, 'a-file', 'below'))
        .put('key', 1)
        .then(() => writeFile(path.join(folder, 'a-file', 'below'), '')),
    );
  });
});
