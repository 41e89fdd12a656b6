import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { otherWindows } from '../../src/vscode/other-windows.js';

describe('activity in other windows', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'reverie-windows-'));
    now = Date.UTC(2026, 0, 31, 14, 5);
    monotonic = 500;
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  let now: number;
  let monotonic: number;
  const open = (window: string, folders: string[]) =>
    otherWindows({
      dir: path.join(dir, 'windows'),
      window,
      folders: () => folders,
      now: () => now,
      monotonic: () => monotonic,
      warn: assert.fail,
    });
  const seenAt = (window: string, ms: number) => utimes(path.join(dir, 'windows', `${window}.json`), new Date(ms), new Date(ms));
  const inShop = (folder: string) => Promise.resolve(folder.startsWith('/shop'));

  /** Activity in a window, `ago` milliseconds before now. */
  async function active(window: string, folders: string[], ago: number) {
    const other = open(window, folders);
    other.active();
    await other.settled();
    await seenAt(window, now - ago);
    return other;
  }

  it('is never, when there is no other window', async () => {
    assert.equal(await open('a', ['/shop']).idleMs(inShop), Infinity);
  });

  it('counts the newest activity in windows of the same repo only', async () => {
    await active('b', ['/shop/web'], 50_000);
    await active('c', ['/notes', '/shop'], 30_000);
    await active('d', ['/notes'], 1_000);
    assert.equal(await open('a', ['/shop']).idleMs(inShop), 30_000);
  });

  it('does not count its own activity', async () => {
    const own = await active('a', ['/shop'], 0);
    assert.equal(await own.idleMs(inShop), Infinity);
  });

  it('forgets a window that closed, and one that vanished a day ago', async () => {
    const closed = await active('b', ['/shop'], 1_000);
    await active('c', ['/shop'], 25 * 60 * 60_000);
    await closed.close();
    assert.equal(await open('a', ['/shop']).idleMs(inShop), Infinity);
    assert.deepEqual(await readdir(path.join(dir, 'windows')), []);
  });

  it('passes over a file that is half written', async () => {
    await active('b', ['/shop'], 1_000);
    await writeFile(path.join(dir, 'windows', 'c.json'), '{"folders":["/sh');
    assert.equal(await open('a', ['/shop']).idleMs(inShop), 1_000);
  });

  it('does not wait for a window that vanished before the clock was set back', async () => {
    await active('b', ['/shop'], 0);
    const own = open('a', ['/shop']);
    now -= 365 * 24 * 60 * 60_000;
    assert.equal(await own.idleMs(inShop), 0, 'it may be at work');
    monotonic += 11 * 60_000;
    assert.equal(await own.idleMs(inShop), 11 * 60_000);
    now += 500 * 24 * 60 * 60_000;
    assert.equal(await own.idleMs(inShop), 11 * 60_000, 'nor forgets a living one when the clock is set forward');
  });

  it('tells of activity also after the clock was set back', async () => {
    const own = open('a', ['/shop']);
    own.active();
    await own.settled();
    await rm(path.join(dir, 'windows', 'a.json'));
    now -= 60 * 60_000;
    monotonic += 20_000;
    own.active();
    await own.settled();
    assert.deepEqual(await readdir(path.join(dir, 'windows')), ['a.json']);
  });
});
