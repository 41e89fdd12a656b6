import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { runGit, safeEnvironment } from '../../../src/node/git/run-git.js';
import { type TempRepo, tempRepo } from '../../support/git-repo.js';

describe('running git', () => {
  let repo: TempRepo;
  const before = { ...process.env };
  beforeEach(async () => {
    repo = await tempRepo({ a: 'a' });
  });
  afterEach(async () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    await repo.dispose();
  });

  it('resolves with the exit code, also when it is not 0', async () => {
    const result = await runGit(['rev-parse', '--verify', 'nothing'], { cwd: repo.dir, env: safeEnvironment() });
    assert.equal(result.code, 128);
    assert.match(result.stderr, /fatal/);
  });

  it('passes bytes in and out', async () => {
    const bytes = Buffer.of(0, 255, 10, 13, 10);
    const env = safeEnvironment();
    const { stdout } = await runGit(['hash-object', '-w', '--stdin', '--no-filters'], { cwd: repo.dir, env, input: bytes });
    assert.deepEqual((await runGit(['cat-file', 'blob', stdout.toString().trim()], { cwd: repo.dir, env })).stdout, bytes);
  });

  it('hands output on as it comes, and ends with what its reader throws', async () => {
    const seen: Buffer[] = [];
    const env = safeEnvironment();
    const { stdout } = await runGit(['rev-parse', 'HEAD'], { cwd: repo.dir, env, onOutput: (chunk) => seen.push(chunk) });
    assert.equal(stdout.length, 0);
    assert.match(Buffer.concat(seen).toString(), /^[0-9a-f]{40}\n$/);
    const onOutput = (): void => {
      throw new Error('unreadable');
    };
    await assert.rejects(runGit(['rev-parse', 'HEAD'], { cwd: repo.dir, env, onOutput }), /unreadable/);
  });

  it('ends with the reason of the signal', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    const running = runGit(['cat-file', '--batch'], { cwd: repo.dir, env: safeEnvironment(), signal: abort.signal });
    abort.abort(reason);
    await assert.rejects(running, reason);
  });

  it('takes no GIT_ variable and no relative folder of the PATH along', () => {
    process.env['GIT_DIR'] = '/elsewhere';
    process.env['PATH'] = ['.', '', 'node_modules/.bin', before['PATH']].join(path.delimiter);
    const env = safeEnvironment({ GIT_INDEX_FILE: 'mine' });
    assert.equal(env['GIT_DIR'], undefined);
    assert.equal(env['GIT_INDEX_FILE'], 'mine');
    assert.ok(env['PATH']!.split(path.delimiter).every((folder) => path.isAbsolute(folder)));
  });

  it("does not run a repository's own git program", async function () {
    if (process.platform === 'win32') this.skip();
    await repo.write('git', '#!/bin/sh\ntouch executed\n');
    await chmod(path.join(repo.dir, 'git'), 0o755);
    process.env['PATH'] = `.${path.delimiter}${before['PATH']}`;
    assert.equal((await runGit(['rev-parse', 'HEAD'], { cwd: repo.dir, env: safeEnvironment() })).code, 0);
    await assert.rejects(repo.read('executed'), { code: 'ENOENT' });
  });
});
