import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFile } from '../../../src/node/memory/cache-file.js';
import { lessonOrigins } from '../../../src/node/memory/lesson-origins.js';
import type { MemoryRepo } from '../../../src/node/memory/memory-repo.js';
import { tempDir } from '../../support/git-repo.js';

const id = (digit: string) => digit.repeat(40);
const brought = (blob: string) => `:000000 100644 ${id('0')} ${blob} A\0lessons/x.md\0`;

describe('where lesson files come from', () => {
  let dir: string;
  const calls: string[] = [];
  /** Answers `git log` of these revisions; any other is unknown to it. */
  const repo = (log: Record<string, string>): MemoryRepo => ({
    dir: path.join(dir, 'memory.git'),
    writable: true,
    exists: async () => true,
    create: async () => undefined,
    async git(args) {
      const revision = args[args.indexOf('--') - 1] ?? '';
      calls.push(revision);
      const out = log[revision];
      return { code: out === undefined ? 128 : 0, stdout: Buffer.from(out ?? ''), stderr: '' };
    },
    gitOk: () => Promise.reject(new Error('not expected')),
  });
  beforeEach(async () => {
    dir = await tempDir();
    calls.length = 0;
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('asks git once for what it does not know, and then only for what is newer', async () => {
    const git = repo({ [id('a')]: brought(id('1')), [`${id('a')}..${id('b')}`]: brought(id('2')) });
    const first = lessonOrigins(git);
    const blobs = new Map([
      ['one', id('1')],
      ['forged', id('9')],
    ]);
    for (let n = 0; n < 3; n++) assert.deepEqual([...(await first.unverified(id('a'), blobs))], ['forged']);
    assert.deepEqual(calls, [id('a')]);
    await first.settled();

    const next = lessonOrigins(git);
    assert.deepEqual([...(await next.unverified(id('a'), blobs))], ['forged']);
    assert.deepEqual([...(await next.unverified(id('c'), new Map([['one', id('1')]])))], [], 'all known: no git, whatever the version');
    assert.deepEqual(calls, [id('a')], 'kept for the next process');
    assert.deepEqual([...(await next.unverified(id('b'), new Map([['two', id('2')]])))], []);
    assert.deepEqual(calls, [id('a'), `${id('a')}..${id('b')}`]);
  });

  it('asks nothing for what this process has written itself', async () => {
    const origins = lessonOrigins(repo({}));
    origins.note(null, id('a'), [id('1')]);
    origins.note(id('a'), id('b'), [id('2')]);
    const blobs = new Map([
      ['one', id('1')],
      ['two', id('2')],
      ['forged', id('9')],
    ]);
    assert.deepEqual([...(await origins.unverified(id('b'), blobs))], ['forged']);
    assert.deepEqual(calls, []);
  });

  it('begins anew when its cache is damaged or of another memory', async () => {
    const git = repo({ [id('b')]: brought(id('2')) });
    const stale = lessonOrigins(git);
    stale.note(null, id('a'), [id('1')]);
    await stale.settled();
    const blobs = new Map([
      ['one', id('1')],
      ['two', id('2')],
    ]);
    assert.deepEqual([...(await lessonOrigins(git).unverified(id('b'), blobs))], ['one']);
    await writeFile(cacheFile(git, 'lesson-origins-v1'), 'nonsense');
    assert.deepEqual([...(await lessonOrigins(git).unverified(id('b'), blobs))], ['one']);
  });
});
