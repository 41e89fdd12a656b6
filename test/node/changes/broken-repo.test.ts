import assert from 'node:assert/strict';
import { access, appendFile, chmod, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Scope } from '../../../src/core/changes/change-set.js';
import { HumanError } from '../../../src/core/human-error.js';
import { createChangeReader } from '../../../src/node/changes/change-reader.js';
import { openRepo } from '../../../src/node/changes/open-repo.js';
import { type TempRepo, tempDir, tempRepo } from '../../support/git-repo.js';

const signal = new AbortController().signal;

describe('a repository that is broken', () => {
  let repo: TempRepo;
  let scratch: string;
  beforeEach(async () => {
    repo = await tempRepo({ 'a.ts': 'a\n', 'b.ts': 'b\n' });
    await repo.write('a.ts', 'changed\n');
    scratch = await tempDir();
  });
  afterEach(async () => {
    await repo.dispose();
    await rm(scratch, { recursive: true, force: true });
  });

  async function read(scope: Scope = { kind: 'uncommitted' }, options: { git?: string } = {}): Promise<string[]> {
    const { changes, contents } = await createChangeReader(await openRepo(repo.dir, options), options).read(scope, { signal });
    await contents.close();
    return changes.files.map((file) => file.path);
  }
  /** The message and the next step, each there and of one line. */
  const refuses = (promise: Promise<unknown>, message: RegExp, next: RegExp): Promise<void> =>
    assert.rejects(promise, (error) => {
      assert.ok(error instanceof HumanError, String(error));
      assert.match(error.message, message);
      assert.match(error.next, next);
      assert.doesNotMatch(error.message + error.next, /\n/);
      return true;
    });
  const inGit = (file: string): string => path.join(repo.dir, '.git', file);
  async function loseObject(name: string): Promise<string> {
    const id = await repo.git('rev-parse', name);
    const file = path.join('.git/objects', id.slice(0, 2), id.slice(2));
    await repo.remove(file);
    return path.join(repo.dir, file);
  }

  it('by a HEAD that is none', async () => {
    await writeFile(inGit('HEAD'), 'garbage\n');
    await refuses(read(), /\.git is there, but git does not take it for a repository/, /HEAD.*clone anew/);
  });

  it('by a .git file that leads nowhere', async () => {
    await repo.remove('.git');
    await repo.write('.git', 'gitdir: ../gone\n');
    await refuses(read(), /\.git is there, but/, /folder it names/);
  });

  it('by a branch that is no commit', async () => {
    await writeFile(inGit('refs/heads/main'), 'zzz\n');
    await refuses(read(), /HEAD .* leads to no commit/, /git fsck/);
    await writeFile(inGit('refs/heads/main'), `${'1'.repeat(40)}\n`);
    await refuses(read(), /HEAD .* leads to no commit/, /git reflog/);
  });

  it('by an index that cannot be read', async () => {
    for (const bytes of ['garbage', 'DIRC\0\0\0\x63\0\0\0\x01more than thirty-two bytes of nothing at all']) {
      await writeFile(inGit('index'), bytes);
      await refuses(read(), /cannot read the index/, /git reset: your files stay/);
    }
  });

  it('by objects that are missing', async () => {
    await loseObject('HEAD:a.ts');
    await refuses(read(), /Objects of this clone are missing/, /git fsck/);
    await refuses(read({ kind: 'commit', commit: 'HEAD' }), /Objects of this clone are missing/, /git diff/);
  });

  it('by a tree or a commit that is missing', async () => {
    await loseObject('HEAD^{tree}');
    await refuses(read(), /missing|damaged/, /git fsck/);
    await refuses(read({ kind: 'commit', commit: 'HEAD' }), /missing|damaged/, /git fsck/);
    await loseObject('HEAD');
    await refuses(read(), /leads to no commit/, /git fsck/);
  });

  it('by an object with other bytes', async () => {
    await writeFile(await loseObject('HEAD:a.ts'), 'junk');
    await refuses(read(), /damaged/, /fresh clone/);
  });

  it('by its configuration', async () => {
    await appendFile(inGit('config'), '\n[broken');
    await refuses(read(), /bad config/, /git status/);
  });

  it('by a configuration that names a work tree elsewhere', async () => {
    await writeFile(path.join(scratch, 'secret.ts'), 'x\n');
    await repo.git('config', 'core.worktree', scratch);
    await refuses(read(), /names another folder as its work tree/, /core\.worktree/);
  });

  it('reads all the same while another git holds the locks, and takes none itself', async () => {
    for (const lock of ['index.lock', 'HEAD.lock', 'config.lock', 'refs/heads/main.lock']) await writeFile(inGit(lock), '');
    for (const kind of ['uncommitted', 'staged', 'unstaged'] as const) await read({ kind });
    assert.deepEqual(await read(), ['a.ts']);
    await access(inGit('index.lock'));
  });

  it('leaves the index as it is, so that nobody waits for a review', async () => {
    // its stat data are stale: plain git would write them anew
    await repo.write('b.ts', 'b\n');
    const before = await readFile(inGit('index'));
    await read();
    assert.deepEqual(await readFile(inGit('index')), before);
  });

  it('names the version of a git that is too old, also when it answers every question', async function () {
    if (process.platform === 'win32') this.skip();
    const old = path.join(scratch, 'git');
    const write = async (text: string): Promise<void> => {
      await writeFile(old, `#!/bin/sh\n${text}\n`);
      await chmod(old, 0o755);
    };
    await write('if [ "$1" = --version ]; then echo git version 2.20.1; else exec git "$@"; fi');
    await refuses(read(undefined, { git: old }), /\(2\.20\.1\) is too old: Reverie needs 2\.31/, /newer git/);
    await write('echo git version 2.20.1');
    await refuses(read(undefined, { git: old }), /too old/, /newer git/);
    await write('if [ "$1" = --version ]; then echo git version 1.9; else echo unknown >&2; exit 129; fi');
    await refuses(read(undefined, { git: old }), /too old/, /newer git/);
    for (const version of ['2.31.0', '2.45.1.windows.1', '2.39.5 (Apple Git-154)', '3.0.0', 'unheard of']) {
      await write(`if [ "$1" = --version ]; then echo "git version ${version}"; else exec git "$@"; fi`);
      assert.deepEqual(await read(undefined, { git: old }), ['a.ts'], version);
    }
  });

  it('says that git is missing when the PATH has none', async () => {
    const before = process.env['PATH'];
    process.env['PATH'] = '';
    try {
      await refuses(read(), /git cannot be started/, /on the PATH/);
    } finally {
      process.env['PATH'] = before;
    }
  });
});
