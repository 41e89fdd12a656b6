import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { tempRepo } from '../support/git-repo.js';
import { cli, run } from './bundle.js';

describe('the demo', function () {
  this.timeout(120_000);

  it('tells a story in which the same changes become quieter and nothing useful is lost', async () => {
    const { code, stdout, stderr } = await run(await cli(), ['demo'], { cwd: process.cwd(), env: { NO_COLOR: '1' } });
    const dir = /The sample repo is (\S+?)\. /.exec(stdout)?.[1] ?? '';
    try {
      assert.equal(code, 0, stderr);
      const row = (label: string) => (new RegExp(`${label} +(\\d+) +(\\d+)`).exec(stdout) ?? []).slice(1).map(Number);
      const [before = 0, after = 0] = row('findings shown');
      const [, heldBack = 0] = row('held back by memory');
      assert.ok(after < before, stdout);
      assert.equal(before - after, heldBack);
      const useful = row('shown, of kinds people accepted');
      assert.equal(useful[0], useful[1]);
      assert.ok((useful[0] ?? 0) >= 3);
      const security = row('shown, about security');
      assert.equal(security[0], security[1]);
      assert.ok((security[0] ?? 0) >= 1);
      assert.match(stdout, /Nothing vanished/);
      assert.doesNotMatch(stdout, /Lost:/);
      assert.ok((await readdir(dir)).includes('src'));
    } finally {
      if (path.basename(dir).startsWith('reverie-sample-')) await rm(dir, { recursive: true, force: true });
    }
  });

  it('reviews a repo of one’s own: what is uncommitted, else the last commit, writing only in its git folder', async () => {
    const repo = await tempRepo({ 'a.ts': 'export const a = 1;\n' });
    try {
      await repo.commit('log', { 'b.ts': "console.log('b');\n" });
      const program = await cli();
      const last = await run(program, ['demo', repo.dir], { cwd: process.cwd(), env: { NO_COLOR: '1' } });
      assert.equal(last.code, 0, last.stderr);
      assert.match(last.stdout, /this is the last commit[^]*b\.ts/);
      await repo.write('c.ts', "console.log('c');\n");
      const uncommitted = await run(program, ['demo', repo.dir], { cwd: process.cwd(), env: { NO_COLOR: '1' } });
      assert.match(uncommitted.stdout, /c\.ts[^]*Reverie wrote only below/);
      assert.equal(await repo.git('status', '--porcelain'), '?? c.ts');
    } finally {
      await repo.dispose();
    }
  });

  it('explains a folder that is no repo', async () => {
    const { code, stderr } = await run(await cli(), ['demo', '/'], { cwd: process.cwd() });
    assert.equal(code, 2);
    assert.match(stderr, /Next: /);
  });
});
