import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openSources } from '../../../src/node/transcript/sources.js';
import { fakePorts } from '../../support/ports.js';

describe('sources', () => {
  let dir: string;
  let reverieDir: string;
  let warnings: string[];
  beforeEach(async () => {
    dir = await realpath(await mkdtemp(path.join(os.tmpdir(), 'reverie-sources-')));
    reverieDir = path.join(dir, 'repo', '.git', 'reverie');
    warnings = [];
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  function open(options: { storage?: string; kind?: 'cli' | 'vscode' | 'mcp'; writable?: boolean; home?: string } = {}) {
    const home = options.home ?? reverieDir;
    return openSources({
      repo: { reverieDir: home, writable: options.writable ?? true },
      storage: options.storage ?? home,
      kind: options.kind ?? 'cli',
      ports: fakePorts(),
      warn: (warning) => warnings.push(warning),
    });
  }

  it('are none, and nothing is written, before the first registration', async () => {
    assert.deepEqual(await open().list(), { reachable: [], unreachable: [] });
    await assert.rejects(readdir(reverieDir), { code: 'ENOENT' });
  });

  it('are registered once, and seen by every process of the repo', async () => {
    const storage = path.join(dir, 'storage');
    const source = await open({ storage, kind: 'vscode' }).register();
    assert.equal(source.path, storage);
    const again = await open({ storage, kind: 'vscode' }).register();
    assert.deepEqual(again, source);
    const { reachable, unreachable } = await open().list();
    assert.deepEqual(reachable[0], source);
    assert.deepEqual(unreachable, []);
    assert.deepEqual(warnings, []);
  });

  it('have the same id for the same real place, and another for another place or kind', async () => {
    const storage = path.join(dir, 'storage');
    await mkdir(storage);
    await symlink(storage, path.join(dir, 'link'), 'junction');
    const id = async (place: string, kind: 'vscode' | 'mcp') => (await open({ storage: place, kind }).own()).id;
    assert.equal(await id(path.join(dir, 'link'), 'vscode'), await id(storage, 'vscode'));
    assert.notEqual(await id(storage, 'mcp'), await id(storage, 'vscode'));
    assert.notEqual(await id(path.join(dir, 'other'), 'vscode'), await id(storage, 'vscode'));
  });

  it('keep their id when they lie in the repo and the repo is moved', async () => {
    const before = await open().register();
    await rename(path.join(dir, 'repo'), path.join(dir, 'moved'));
    const moved = path.join(dir, 'moved', '.git', 'reverie');
    const { reachable, unreachable } = await open({ home: moved }).list();
    assert.deepEqual(
      reachable.map(({ id, path: place }) => ({ id, path: place })),
      [{ id: before.id, path: moved }],
    );
    assert.deepEqual(unreachable, []);
  });

  it('are registered once by many at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => open({ storage: path.join(dir, 's') }).register()));
    assert.equal(new Set(all.map((s) => s.id)).size, 1);
    assert.equal((await readdir(path.join(reverieDir, 'sources'))).length, 1);
    assert.deepEqual(warnings, []);
  });

  it('are named with the reason when their folder is gone', async () => {
    const storage = path.join(dir, 'storage');
    const source = await open({ storage, kind: 'vscode' }).register();
    await rm(storage, { recursive: true });
    const { reachable, unreachable } = await open().list();
    assert.ok(!reachable.some((s) => s.id === source.id));
    assert.deepEqual(unreachable, [{ source, reason: 'the folder is gone' }]);
  });

  for (const [what, text] of [
    ['is no JSON', '{"v":1,'],
    ['is of a newer version', '{"v":2}'],
    ['names another source', '{"v":1,"id":"other","kind":"cli","path":".","createdAt":""}'],
  ] as const) {
    it(`are unreachable, and their registration kept, when it ${what}`, async () => {
      const source = await open().register();
      const file = path.join(reverieDir, 'sources', `${source.id}.json`);
      await writeFile(file, text);
      const { reachable, unreachable } = await open().list();
      assert.equal(unreachable.length, 1);
      assert.equal(unreachable[0]?.source.id, source.id);
      assert.match(unreachable[0]?.reason ?? '', /registration is damaged/);
      // what this process itself records is read all the same
      assert.deepEqual(
        reachable.map((s) => s.path),
        [reverieDir],
      );
      await open().register();
      assert.equal(await readFile(file, 'utf8'), text);
      assert.match(warnings.join(), /delete it to register again/);
    });
  }

  it('outside a common dir that cannot be written work, with a warning', async () => {
    const storage = path.join(dir, 'elsewhere');
    const sources = open({ storage, writable: false });
    const source = await sources.register();
    await sources.register();
    assert.deepEqual((await sources.list()).reachable, [source]);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /not on the list of sources/);
    await assert.rejects(readdir(reverieDir), { code: 'ENOENT' });
  });

  it('with a list that turns out not to be writable work, with a warning', async () => {
    await mkdir(reverieDir, { recursive: true });
    await writeFile(path.join(reverieDir, 'sources'), 'a file in the way');
    const storage = path.join(dir, 'elsewhere');
    const sources = open({ storage });
    const source = await sources.register();
    assert.match(warnings.join(), /not on the list of sources/);
    const { reachable, unreachable } = await sources.list();
    assert.deepEqual(reachable, [source]);
    assert.match(unreachable[0]?.reason ?? '', /the list of sources cannot be read/);
  });

  it('in a place that cannot be made are an error, and tried again', async () => {
    await writeFile(path.join(dir, 'file'), '');
    const sources = open({ storage: path.join(dir, 'file', 'storage') });
    await assert.rejects(sources.register(), { code: 'ENOTDIR' });
    await rm(path.join(dir, 'file'));
    assert.equal((await sources.register()).path, path.join(dir, 'file', 'storage'));
  });
});
