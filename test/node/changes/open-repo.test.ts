import assert from 'node:assert/strict';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { HumanError } from '../../../src/core/human-error.js';
import { openRepo } from '../../../src/node/changes/open-repo.js';
import { repoAt, type TempRepo, tempDir, tempRepo } from '../../support/git-repo.js';

describe('opening a repository', () => {
  let repo: TempRepo;
  let scratch: string;
  beforeEach(async () => {
    repo = await tempRepo({ 'src/a.ts': 'a\n' });
    scratch = await tempDir();
  });
  afterEach(async () => {
    await repo.dispose();
    await rm(scratch, { recursive: true, force: true });
  });

  const refuses = (dir: string, pattern: RegExp, options = {}): Promise<void> =>
    assert.rejects(openRepo(dir, options), (error) => error instanceof HumanError && pattern.test(`${error.message} | ${error.next}`));

  it('finds the root from a folder inside', async () => {
    assert.deepEqual(await openRepo(path.join(repo.dir, 'src')), {
      root: repo.dir,
      commonDir: path.join(repo.dir, '.git'),
      reverieDir: path.join(repo.dir, '.git', 'reverie'),
      writable: true,
    });
  });

  it('shares one folder among the worktrees of a repository', async () => {
    const worktree = path.join(scratch, 'modules', 'wt');
    await repo.git('worktree', 'add', '-q', worktree);
    const opened = await openRepo(worktree);
    assert.equal(opened.root, worktree);
    assert.equal(opened.reverieDir, path.join(repo.dir, '.git', 'reverie'));
  });

  it('keeps the files of a submodule with its superproject, nested ones and those of linked worktrees too', async () => {
    const inner = await tempRepo({ 'i.ts': 'i\n' });
    const middle = await tempRepo({ 'm.ts': 'm\n' });
    try {
      await middle.git('submodule', 'add', '-q', inner.dir, 'libs/inner');
      await middle.commit('with inner');
      await repo.git('submodule', 'add', '-q', '--name', 'the middle', middle.dir, 'middle');
      await repo.git('submodule', 'update', '-q', '--init', '--recursive');
      await repo.commit('with middle');
      const modules = path.join(repo.dir, '.git', 'reverie', 'modules');
      assert.equal((await openRepo(path.join(repo.dir, 'middle'))).reverieDir, path.join(modules, 'the%20middle'));
      const nested = path.join(modules, 'the%20middle', 'modules', 'libs%2Finner');
      assert.equal((await openRepo(path.join(repo.dir, 'middle/libs/inner'))).reverieDir, nested);

      const worktree = path.join(scratch, 'wt');
      await repo.git('worktree', 'add', '-q', worktree);
      await repoAt(worktree).git('submodule', 'update', '-q', '--init', '--recursive');
      const linked = await openRepo(path.join(worktree, 'middle/libs/inner'));
      assert.equal(linked.reverieDir, nested);
      assert.ok(linked.commonDir.includes('worktrees'));
    } finally {
      await inner.dispose();
      await middle.dispose();
    }
  });

  it('refuses what is not a work tree, and says what to do', async () => {
    await refuses(scratch, /not in a git repository.*git init/);
    await refuses(path.join(scratch, 'missing'), /no folder/);
    await refuses(path.join(repo.dir, '.git'), /no work tree/);
    await repo.git('clone', '-q', '--bare', '.', path.join(scratch, 'bare.git'));
    await refuses(path.join(scratch, 'bare.git'), /bare repository/);
  });

  it('says when git is missing', () =>
    refuses(repo.dir, /git cannot be started.*Install git 2\.31/, { git: path.join(scratch, 'no-git') }));

  it('says when git is too old to understand the question', async function () {
    if (process.platform === 'win32') this.skip();
    const old = path.join(scratch, 'old-git');
    await writeFile(old, '#!/bin/sh\nshift\nfor a in "$@"; do case $a in --path-format*) echo "$a";; *) echo .;; esac; done\n');
    await chmod(old, 0o755);
    await refuses(repo.dir, /too old.*newer git/, { git: old });
  });

  it('explains the refusal of a folder that belongs to someone else', async function () {
    if (process.platform === 'win32') this.skip();
    const wary = path.join(scratch, 'wary-git');
    const said = `fatal: detected dubious ownership in repository at '/x'\nTo add an exception for this directory, call:\n\n\tgit config --global --add safe.directory /x`;
    await writeFile(wary, `#!/bin/sh\ncat >&2 <<'END'\n${said}\nEND\nexit 128\n`);
    await chmod(wary, 0o755);
    await refuses(repo.dir, /belongs to someone else.*safe\.directory \/x$/, { git: wary });
  });

  it('does not keep files behind a link that was planted in the git folder', async () => {
    await mkdir(path.join(scratch, 'elsewhere'));
    await symlink(path.join(scratch, 'elsewhere'), path.join(repo.dir, '.git', 'reverie'));
    assert.equal((await openRepo(repo.dir)).writable, false);
  });

  it('is read-only where the git folder cannot be written', async function () {
    if (process.platform === 'win32' || process.getuid?.() === 0) this.skip();
    await chmod(path.join(repo.dir, '.git'), 0o555);
    try {
      assert.equal((await openRepo(repo.dir)).writable, false);
    } finally {
      await chmod(path.join(repo.dir, '.git'), 0o755);
    }
  });
});
