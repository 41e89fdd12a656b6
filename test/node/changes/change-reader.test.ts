import assert from 'node:assert/strict';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ChangedFile, ChangeSet, Contents, Scope } from '../../../src/core/changes/change-set.js';
import { rebuild } from '../../../src/core/changes/rebuild.js';
import { HumanError } from '../../../src/core/human-error.js';
import { createChangeReader } from '../../../src/node/changes/change-reader.js';
import { openRepo } from '../../../src/node/changes/open-repo.js';
import { repoAt, type TempRepo, tempDir, tempRepo } from '../../support/git-repo.js';

const signal = new AbortController().signal;
type Read = { changes: ChangeSet; contents: Contents };

async function read(repo: TempRepo, scope: Scope, options: { paths?: string[]; maxBytes?: number } = {}): Promise<Read> {
  const reader = createChangeReader(await openRepo(repo.dir), options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes });
  return reader.read(scope, { signal, ...(options.paths && { paths: options.paths }) });
}

/** Reads and closes. */
async function changesOf(repo: TempRepo, scope: Scope): Promise<ChangeSet> {
  const { changes, contents } = await read(repo, scope);
  await contents.close();
  return changes;
}

/** Reads and closes; returns the files by path, after checking that hunks and texts fit together. */
async function files(
  repo: TempRepo,
  scope: Scope,
  options: { paths?: string[]; maxBytes?: number } = {},
): Promise<Record<string, ChangedFile>> {
  const { changes, contents } = await read(repo, scope, options);
  try {
    for (const file of changes.files.filter((f) => f.kind === 'text' && f.skip === undefined)) await fits(file, contents);
  } finally {
    await contents.close();
  }
  assert.equal(new Set(changes.files.map((f) => f.path)).size, changes.files.length, 'each path once');
  return Object.fromEntries(changes.files.map((file) => [file.path, file]));
}

async function fits(file: ChangedFile, contents: Contents): Promise<void> {
  const [before, after] = [await contents.read(file, 'old'), await contents.read(file, 'new')];
  const text = (content: typeof before): string => (content.state === 'text' ? content.text : '');
  assert.equal(rebuild(text(before), file.hunks, text(after)), text(after), file.path);
}

const range = (startLine: number, endLine: number): { startLine: number; endLine: number } => ({ startLine, endLine });
const added = (lines: number): object => ({ old: range(1, 0), new: range(1, lines) });
const refuses = (promise: Promise<unknown>, pattern: RegExp): Promise<void> =>
  assert.rejects(promise, (error) => error instanceof HumanError && pattern.test(`${error.message} | ${error.next}`));

describe('reading a change set', () => {
  let repo: TempRepo;
  let first: string;
  beforeEach(async () => {
    repo = await tempRepo();
    first = await repo.commit('first', { 'a.ts': 'one\ntwo\nthree\n', 'b.ts': 'b\n', 'c.ts': 'c1\nc2\nc3\nc4\nc5\n' });
  });
  afterEach(() => repo.dispose());

  describe('by scope', () => {
    beforeEach(async () => {
      await repo.write('a.ts', 'one\nTWO\nthree\n');
      await repo.git('add', 'a.ts');
      await repo.write('a.ts', 'one\nTWO\nthree\nfour\n');
      await repo.write('b.ts', 'B\n');
      await repo.write('new.ts', 'n\nn\n');
    });

    it('uncommitted: staged, unstaged and untracked against HEAD', async () => {
      const { changes, contents } = await read(repo, { kind: 'uncommitted' });
      assert.deepEqual(
        { base: changes.base, head: changes.head, headCommit: changes.headCommit, branch: changes.branch },
        { base: first, head: undefined, headCommit: first, branch: 'main' },
      );
      const found = await files(repo, { kind: 'uncommitted' });
      assert.deepEqual(Object.keys(found), ['a.ts', 'b.ts', 'new.ts']);
      assert.deepEqual(found['a.ts']!.hunks, [
        { old: range(2, 2), new: range(2, 2) },
        { old: range(4, 3), new: range(4, 4) },
      ]);
      assert.deepEqual(found['new.ts'], { path: 'new.ts', status: 'added', kind: 'text', newMode: '100644', hunks: [added(2)] });
      assert.equal(found['a.ts']!.newBlob, undefined);
      assert.deepEqual(await contents.readPath('c.ts'), { state: 'text', text: 'c1\nc2\nc3\nc4\nc5\n' });
      assert.deepEqual(await contents.readPath('../outside'), { state: 'absent' });
      await contents.close();
    });

    it('staged: the index against HEAD', async () => {
      const { changes, contents } = await read(repo, { kind: 'staged' });
      assert.deepEqual(
        changes.files.map((f) => [f.path, f.hunks]),
        [['a.ts', [{ old: range(2, 2), new: range(2, 2) }]]],
      );
      assert.deepEqual(await contents.read(changes.files[0]!, 'new'), { state: 'text', text: 'one\nTWO\nthree\n' });
      assert.deepEqual(await contents.readPath('a.ts'), { state: 'text', text: 'one\nTWO\nthree\n' });
      assert.deepEqual(await contents.readPath('missing'), { state: 'absent' });
      assert.deepEqual([changes.base, changes.head], [first, undefined]);
      await contents.close();
    });

    it('unstaged: the work tree against the index', async () => {
      const found = await files(repo, { kind: 'unstaged' });
      assert.deepEqual(Object.keys(found), ['a.ts', 'b.ts']);
      assert.deepEqual(found['a.ts']!.hunks, [{ old: range(4, 3), new: range(4, 4) }]);
    });

    it('limits a change set to paths and globs', async () => {
      assert.deepEqual(Object.keys(await files(repo, { kind: 'uncommitted' }, { paths: ['b.ts', 'n*'] })), ['b.ts', 'new.ts']);
      assert.deepEqual(Object.keys(await files(repo, { kind: 'uncommitted' }, { paths: [path.join(repo.dir, 'a.ts')] })), ['a.ts']);
      await refuses(read(repo, { kind: 'uncommitted' }, { paths: ['../x'] }), /leads out/);
    });

    it('commit: against its first parent, a root commit against nothing', async () => {
      const second = await repo.commit('second');
      const { changes, contents } = await read(repo, { kind: 'commit', commit: 'HEAD' });
      assert.deepEqual([changes.base, changes.head], [first, second]);
      assert.deepEqual(await contents.readPath('new.ts'), { state: 'text', text: 'n\nn\n' });
      await contents.close();
      const root = await files(repo, { kind: 'commit', commit: first.slice(0, 8) });
      assert.deepEqual(root['a.ts']!.hunks, [added(3)]);
      assert.equal((await changesOf(repo, { kind: 'commit', commit: first })).base, undefined);
      await refuses(read(repo, { kind: 'commit', commit: 'nope' }), /no commit “nope”/);
      await refuses(read(repo, { kind: 'commit', commit: '--output=x' }), /no commit/);
    });

    it('commit: a merge shows what it brought to its first parent', async () => {
      await repo.commit('second');
      await repo.git('checkout', '-q', '-b', 'side', first);
      await repo.commit('side', { 'side.ts': 's\n' });
      await repo.git('checkout', '-q', 'main');
      await repo.git('merge', '-q', '--no-ff', '-m', 'merge', 'side');
      assert.deepEqual(Object.keys(await files(repo, { kind: 'commit', commit: 'HEAD' })), ['side.ts']);
    });

    it('range: from one commit to another', async () => {
      const second = await repo.commit('second');
      const { changes, contents } = await read(repo, { kind: 'range', from: second, to: first });
      await contents.close();
      assert.deepEqual([changes.base, changes.head], [second, first]);
      assert.equal(changes.files.find((f) => f.path === 'new.ts')?.status, 'deleted');
      await refuses(read(repo, { kind: 'range', from: first, to: 'gone' }), /“gone”/);
    });

    it('files: whole files, tracked, untracked, or ignored when named', async () => {
      await repo.write('.gitignore', 'secret.ts\n');
      await repo.write('secret.ts', 'x\n');
      await repo.write('empty.ts', '');
      const found = await files(repo, { kind: 'files', paths: ['*.ts'] });
      assert.deepEqual(Object.keys(found), ['a.ts', 'b.ts', 'c.ts', 'empty.ts', 'new.ts']);
      assert.deepEqual(found['c.ts'], { path: 'c.ts', status: 'added', kind: 'text', newMode: '100644', hunks: [added(5)] });
      assert.deepEqual(found['empty.ts']!.hunks, []);
      assert.deepEqual(Object.keys(await files(repo, { kind: 'files', paths: ['secret.ts'] })), ['secret.ts']);
      await refuses(read(repo, { kind: 'files', paths: ['none.ts'] }), /No file .* matches none\.ts/);
      await refuses(read(repo, { kind: 'files', paths: ['a/../../x'] }), /leads out/);
      await refuses(read(repo, { kind: 'files', paths: ['/etc/passwd'] }), /leads out/);
    });

    it('files: never follows a link out of the repository', async () => {
      const outside = await tempDir();
      try {
        await writeFile(path.join(outside, 'secret.ts'), 'x\n');
        await symlink(outside, path.join(repo.dir, 'dir'));
        await symlink(path.join(outside, 'secret.ts'), path.join(repo.dir, 'link.ts'));
        await refuses(read(repo, { kind: 'files', paths: ['dir/secret.ts'] }), /No file/);
        const found = await files(repo, { kind: 'files', paths: ['link.ts'] });
        assert.deepEqual([found['link.ts']!.kind, found['link.ts']!.skip], ['symlink', 'symlink']);
        const { contents } = await read(repo, { kind: 'uncommitted' });
        assert.deepEqual(await contents.readPath('dir/secret.ts'), { state: 'absent' });
        await contents.close();
      } finally {
        await rm(outside, { recursive: true });
      }
    });
  });

  describe('of a branch', () => {
    const base = async (scope: { base?: string } = {}): Promise<string | undefined> => {
      const { changes, contents } = await read(repo, { kind: 'branch', ...scope });
      await contents.close();
      return changes.base;
    };

    it('compares with the merge base of the only trunk there is', async () => {
      await repo.git('checkout', '-q', '-b', 'feature');
      await repo.commit('mine', { 'f.ts': 'f\n' });
      await repo.git('checkout', '-q', 'main');
      await repo.commit('theirs', { 'm.ts': 'm\n' });
      await repo.git('checkout', '-q', 'feature');
      assert.deepEqual(Object.keys(await files(repo, { kind: 'branch' })), ['f.ts']);
      assert.equal(await base(), first);
      assert.equal(await base({ base: 'main' }), first);
    });

    it('prefers the upstream, then origin/HEAD', async () => {
      await repo.git('checkout', '-q', '-b', 'feature');
      const second = await repo.commit('second', { 'f.ts': 'f\n' });
      await repo.commit('third', { 'f.ts': 'g\n' });
      await repo.git('update-ref', 'refs/remotes/origin/trunk', first);
      await repo.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
      assert.equal(await base(), first);
      await repo.git('update-ref', 'refs/remotes/origin/feature', second);
      await repo.git('config', 'remote.origin.url', 'none');
      await repo.git('config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
      await repo.git('branch', '-q', '--set-upstream-to=origin/feature');
      assert.equal(await base(), second);
      // all of it is pushed: what the branch adds to the trunk is left to review
      await repo.git('update-ref', 'refs/remotes/origin/feature', 'HEAD');
      assert.equal(await base(), first);
    });

    it('asks when several trunks or none could be meant', async () => {
      await repo.git('checkout', '-q', '-b', 'feature');
      await repo.git('branch', 'develop');
      await refuses(base(), /--base/);
      await repo.git('branch', '-D', 'main', 'develop');
      await refuses(base(), /--base/);
    });

    it('says when there is no common commit', async () => {
      await repo.git('checkout', '-q', '--orphan', 'island');
      await repo.commit('island');
      await refuses(base({ base: 'main' }), /no common commit/);
    });

    it('reads the rules of a review from its base, not from the branch under review', async () => {
      await repo.commit('rules', { '.reverie/ignore': '*.gen.ts\n' });
      await repo.git('checkout', '-q', '-b', 'feature');
      await repo.commit('hides', { '.reverie/ignore': '**\n', 'x.gen.ts': 'x\n', 'evil.ts': 'e\n' });
      const found = await files(repo, { kind: 'branch' });
      assert.equal(found['evil.ts']!.skip, undefined);
      assert.equal(found['x.gen.ts']!.skip, 'ignored: .reverie/ignore line 1');
    });

    it('lets no attribute hide what comes with it', async () => {
      await repo.git('checkout', '-q', '-b', 'feature');
      await repo.commit('hides', {
        '.gitattributes': '*.ts linguist-generated -diff\n*.js binary filter=lfs\n',
        'evil.ts': 'e\n',
        'evil.js': 'j\nj\n',
      });
      const found = await files(repo, { kind: 'branch' });
      assert.deepEqual([found['evil.ts']!.skip, found['evil.ts']!.hunks], [undefined, [added(1)]]);
      assert.deepEqual([found['evil.js']!.skip, found['evil.js']!.kind, found['evil.js']!.hunks], [undefined, 'text', [added(2)]]);
    });
  });

  describe('with every kind of change', () => {
    it('renames and copies keep both paths', async () => {
      await repo.git('mv', 'c.ts', 'moved to.ts');
      await repo.write('moved to.ts', 'c1\nc2\nc3\nc4\nchanged\n');
      const lines = Array.from({ length: 30 }, (_, i) => `line ${i}\n`);
      await repo.commit('base', { 'source.ts': lines.join('') });
      await repo.commit('copy', { 'source.ts': `${lines.join('')}more\n`, 'copy.ts': ['first\n', ...lines].join('') });
      const renamed = await files(repo, { kind: 'commit', commit: 'HEAD^' });
      assert.deepEqual([renamed['moved to.ts']!.status, renamed['moved to.ts']!.oldPath], ['renamed', 'c.ts']);
      assert.deepEqual(renamed['moved to.ts']!.hunks, [{ old: range(5, 5), new: range(5, 5) }]);
      const copied = await files(repo, { kind: 'commit', commit: 'HEAD' });
      assert.deepEqual([copied['copy.ts']!.status, copied['copy.ts']!.oldPath], ['copied', 'source.ts']);
      assert.deepEqual(copied['copy.ts']!.hunks, [{ old: range(1, 0), new: range(1, 1) }]);
    });

    it('a change of mode only has no hunks', async function () {
      if (process.platform === 'win32') this.skip();
      await chmod(path.join(repo.dir, 'a.ts'), 0o755);
      const found = await files(repo, { kind: 'uncommitted' });
      assert.deepEqual(
        [found['a.ts']!.oldMode, found['a.ts']!.newMode, found['a.ts']!.hunks, found['a.ts']!.skip],
        ['100644', '100755', [], undefined],
      );
    });

    it('symlinks, and files that become one or stop being one', async function () {
      if (process.platform === 'win32') this.skip();
      await symlink('a.ts', path.join(repo.dir, 'link'));
      await repo.commit('links');
      await repo.remove('link');
      await repo.write('link', 'text\nnow\n');
      await repo.remove('b.ts');
      await symlink('a.ts', path.join(repo.dir, 'b.ts'));
      const found = await files(repo, { kind: 'uncommitted' });
      assert.deepEqual([found['link']!.kind, found['link']!.status, found['link']!.skip], ['text', 'type-changed', undefined]);
      assert.deepEqual(found['link']!.hunks, [{ old: range(1, 1), new: range(1, 2) }]);
      assert.deepEqual(
        [found['b.ts']!.kind, found['b.ts']!.status, found['b.ts']!.skip, found['b.ts']!.hunks],
        ['symlink', 'type-changed', 'symlink', []],
      );
    });

    it('binary files, tracked or not', async () => {
      await repo.commit('binary', { 'x.bin': Uint8Array.of(1, 0, 2) });
      await repo.write('x.bin', Uint8Array.of(1, 0, 3));
      await repo.write('y.bin', Uint8Array.of(0));
      const found = await files(repo, { kind: 'uncommitted' });
      for (const name of ['x.bin', 'y.bin'])
        assert.deepEqual([found[name]!.kind, found[name]!.skip, found[name]!.hunks], ['binary', 'binary', []]);
    });

    it('files that are too large, on either side, tracked or not', async () => {
      const big = 'a line of text\n'.repeat(1_000);
      await repo.commit('big', { 'shrinks.ts': big, 'grows.ts': 'x\n', 'forced.ts': 'x\n', '.gitattributes': 'forced.ts diff\n' });
      await repo.write('shrinks.ts', 'x\n');
      await repo.write('grows.ts', big);
      await repo.write('new.ts', big);
      await repo.write('forced.ts', big);
      const { changes, contents } = await read(repo, { kind: 'uncommitted' }, { maxBytes: 10_000 });
      const skips = Object.fromEntries(changes.files.map((f) => [f.path, f.skip]));
      const large = 'oversized: 0.0 MB';
      assert.deepEqual(skips, { 'forced.ts': large, 'grows.ts': large, 'new.ts': large, 'shrinks.ts': large });
      assert.deepEqual(await contents.read(changes.files[0]!, 'new'), { state: 'oversized', reason: large, bytes: 15_000 });
      assert.deepEqual(await contents.read(changes.files.at(-1)!, 'old'), { state: 'oversized', reason: large, bytes: 15_000 });
      await contents.close();
    });

    it('CRLF, missing last line breaks and other encodings line up', async () => {
      await repo.commit('mixed', {
        'crlf.ts': 'a\r\nb\r\nc\r\n',
        'end.ts': 'a\nb',
        'latin.ts': Buffer.from('caf\xe9\nb\n', 'latin1'),
        'bom.ts': '\ufeffa\n',
      });
      await repo.write('crlf.ts', 'a\r\nB\r\nc\r\n');
      await repo.write('end.ts', 'a\nb\n');
      await repo.write('latin.ts', Buffer.from('caf\xe9\nth\xe9\n', 'latin1'));
      await repo.write('bom.ts', '\ufeffa\nb\n');
      const found = await files(repo, { kind: 'uncommitted' });
      assert.deepEqual(found['crlf.ts']!.hunks, [{ old: range(2, 2), new: range(2, 2) }]);
      assert.deepEqual(found['end.ts']!.hunks, [{ old: range(2, 2), new: range(2, 2) }]);
      assert.deepEqual(found['latin.ts']!.hunks, [{ old: range(2, 2), new: range(2, 2) }]);
      const { changes, contents } = await read(repo, { kind: 'uncommitted' });
      const latin = changes.files.find((f) => f.path === 'latin.ts')!;
      assert.deepEqual(await contents.read(latin, 'new'), { state: 'text', text: 'café\nthé\n' });
      await contents.close();
    });

    it('a work tree that git checks out with CRLF lines up with its LF blobs', async () => {
      await repo.git('config', 'core.autocrlf', 'true');
      await repo.write('a.ts', 'one\r\nTWO\r\nthree\r\n');
      const { changes, contents } = await read(repo, { kind: 'uncommitted' });
      assert.deepEqual(
        changes.files.map((f) => [f.path, f.hunks]),
        [['a.ts', [{ old: range(2, 2), new: range(2, 2) }]]],
      );
      assert.deepEqual(await contents.read(changes.files[0]!, 'new'), { state: 'text', text: 'one\r\nTWO\r\nthree\r\n' });
      await contents.close();
    });

    it('a working-tree-encoding is decoded', async () => {
      await repo.commit('attributes', { '.gitattributes': 'u.txt working-tree-encoding=UTF-16LE\n' });
      await repo.write('u.txt', Buffer.from('añ\nb\n', 'utf16le'));
      await repo.git('add', '-A');
      await repo.git('commit', '-q', '-m', 'utf-16');
      await repo.write('u.txt', Buffer.from('añ\nB\n', 'utf16le'));
      const found = await files(repo, { kind: 'uncommitted' });
      assert.deepEqual([found['u.txt']!.skip, found['u.txt']!.hunks], [undefined, [{ old: range(2, 2), new: range(2, 2) }]]);
    });

    it('any path that a file system allows', async function () {
      if (process.platform === 'win32') this.skip();
      const names = [
        'with space.ts',
        'quo"te.ts',
        'new\nline.ts',
        'tab\t.ts',
        'ünïcödé😀.ts',
        'back\\slash.ts',
        "'single'.ts",
        '-dash.ts',
        '[id].ts',
        ':(top)x.ts',
        ' lead.ts',
        'a -> b.ts',
      ];
      await repo.commit('names', Object.fromEntries(names.map((name) => [name, 'x\n'])));
      for (const name of names) await repo.write(name, 'x\ny\n');
      await repo.write('un\ntracked".ts', 'x\n');
      const found = await files(repo, { kind: 'uncommitted' });
      assert.deepEqual(Object.keys(found).sort(), [...names, 'un\ntracked".ts'].sort());
      for (const name of names) assert.deepEqual(found[name]!.hunks, [{ old: range(2, 1), new: range(2, 2) }], name);
      assert.deepEqual(Object.keys(await files(repo, { kind: 'files', paths: ['[id].ts', '-dash.ts'] })), ['-dash.ts', '[id].ts']);
    });

    it('a name that is not UTF-8 is named and skipped', async function () {
      if (process.platform !== 'linux') this.skip();
      await writeFile(Buffer.concat([Buffer.from(`${repo.dir}/caf`), Buffer.of(0xe9)]), 'x\n');
      const before = await files(repo, { kind: 'uncommitted' });
      assert.equal(before['café']!.skip, 'its name is not UTF-8');
      await repo.git('add', '-A');
      assert.equal((await files(repo, { kind: 'staged' }))['café']!.skip, 'its name is not UTF-8');
    });

    it('lock files, ignored files and attributes are skipped by name and reason', async () => {
      await repo.commit('rules', {
        '.gitattributes': 'api.ts linguist-generated\ndata.ts -diff\n',
        '.reverie/ignore': '# ours\nlegacy/\n',
        'data.ts': 'x\n',
      });
      for (const name of ['package-lock.json', 'api.ts', 'legacy/x.ts', 'data.ts', 'fine.ts']) await repo.write(name, 'x\ny\n');
      const found = await files(repo, { kind: 'uncommitted' });
      assert.deepEqual(Object.fromEntries(Object.values(found).map((f) => [f.path, f.skip])), {
        'api.ts': 'generated: marked linguist-generated',
        'data.ts': 'not diffed: marked -diff in .gitattributes',
        'fine.ts': undefined,
        'legacy/x.ts': 'ignored: .reverie/ignore line 2',
        'package-lock.json': 'lock file: package-lock.json',
      });
    });

    it('LFS pointers are skipped, committed, changed or untracked', async () => {
      const pointer = (digit: string): string => `version https://git-lfs.github.com/spec/v1\noid sha256:${digit.repeat(64)}\nsize 12\n`;
      await repo.commit('pointer', { 'model.bin': pointer('1'), 'gone.bin': pointer('2') });
      await repo.commit('changed', { 'model.bin': pointer('3') });
      assert.equal((await files(repo, { kind: 'commit', commit: 'HEAD' }))['model.bin']!.skip, 'LFS pointer');
      assert.equal((await files(repo, { kind: 'commit', commit: 'HEAD^' }))['gone.bin']!.skip, 'LFS pointer');
      await repo.write('fresh.bin', pointer('4'));
      assert.equal((await files(repo, { kind: 'uncommitted' }))['fresh.bin']!.skip, 'LFS pointer');
      await repo.commit('attribute', { '.gitattributes': '*.bin filter=lfs\n' });
      await repo.write('model.bin', 'the real thing\n');
      assert.equal((await files(repo, { kind: 'uncommitted' }))['model.bin']!.skip, 'LFS pointer');
    });

    it('submodules and nested repositories', async () => {
      const library = await tempRepo({ 'l.ts': 'l\n' });
      try {
        await repo.git('submodule', 'add', '-q', library.dir, 'lib');
        await repo.git('clone', '-q', library.dir, 'nested');
        const found = await files(repo, { kind: 'uncommitted' });
        assert.deepEqual([found['lib']!.kind, found['lib']!.skip], ['submodule', 'submodule']);
        assert.equal(found['nested']!.skip, 'a repository of its own, not a submodule');
        await repo.git('commit', '-q', '-m', 'submodule');
        assert.equal((await files(repo, { kind: 'unstaged' }))['lib'], undefined);
        // work inside the submodule is the submodule's own change set, and named in its superproject's
        await repo.write('lib/l.ts', 'changed\n');
        for (const kind of ['unstaged', 'uncommitted'] as const) {
          const { lib } = await files(repo, { kind });
          assert.deepEqual(
            [lib?.kind, lib?.hunks, lib?.skip],
            ['submodule', [], 'submodule with changes of its own: review it in its own folder'],
          );
        }
        assert.equal((await files(repo, { kind: 'staged' }))['lib'], undefined);
        assert.deepEqual(Object.keys(await files(repoAt(path.join(repo.dir, 'lib')), { kind: 'uncommitted' })), ['l.ts']);
        // a new commit inside is the superproject's own change
        await repoAt(path.join(repo.dir, 'lib')).commit('inside');
        assert.equal((await files(repo, { kind: 'unstaged' }))['lib']!.skip, 'submodule');
      } finally {
        await library.dispose();
      }
    });

    it('changes in submodules of submodules, new files there, and submodules that cannot be looked into', async () => {
      const [inner, outer] = [await tempRepo({ 'i.ts': 'i\n' }), await tempRepo({ 'o.ts': 'o\n' })];
      try {
        await outer.git('submodule', 'add', '-q', inner.dir, 'inner');
        await outer.commit('inner');
        for (const name of ['clean', 'deep', 'gone', 'broken']) await repo.git('submodule', 'add', '-q', outer.dir, name);
        await repo.git('submodule', 'update', '-q', '--init', '--recursive');
        await repo.commit('submodules');
        await repo.write('deep/inner/new.ts', 'new\n');
        await repo.remove('gone/.git');
        await repo.write('broken/.git', 'gitdir: ../.git/modules/nowhere\n');
        const found = await files(repo, { kind: 'uncommitted' });
        assert.equal(found['clean'], undefined);
        assert.match(found['deep']?.skip ?? '', /with changes of its own/);
        assert.match(found['broken']?.skip ?? '', /cannot be looked into: .*not a git repository/);
      } finally {
        for (const library of [inner, outer]) await library.dispose();
      }
    });

    it('unresolved merges are one entry each, against our side', async () => {
      await repo.git('checkout', '-q', '-b', 'side');
      await repo.commit('side', { 'a.ts': 'one\nside\nthree\n', 'c.ts': 'side\n' });
      await repo.git('checkout', '-q', 'main');
      await repo.git('rm', '-q', 'c.ts');
      await repo.commit('main', { 'a.ts': 'one\nmain\nthree\n' });
      await assert.rejects(repo.git('merge', '-q', 'side'));
      for (const kind of ['uncommitted', 'unstaged'] as const) {
        const found = await files(repo, { kind });
        assert.deepEqual([found['a.ts']!.status, found['a.ts']!.skip], ['unmerged', undefined]);
        assert.deepEqual(found['a.ts']!.hunks, [
          { old: range(2, 1), new: range(2, 2) },
          { old: range(3, 2), new: range(4, 6) },
        ]);
        assert.equal(found['c.ts']!.status, 'unmerged');
      }
      const staged = await files(repo, { kind: 'staged' });
      assert.equal(staged['a.ts']!.skip, 'unmerged: the conflict is not resolved yet');
    });

    it('an unresolved path that looks just like HEAD is still there', async () => {
      await repo.git('checkout', '-q', '-b', 'side');
      await repo.git('rm', '-q', 'a.ts');
      await repo.commit('side');
      await repo.git('checkout', '-q', 'main');
      await repo.commit('main', { 'a.ts': 'one\nmain\nthree\n' });
      await assert.rejects(repo.git('merge', '-q', 'side'));
      assert.deepEqual((await files(repo, { kind: 'uncommitted' }))['a.ts']!.status, 'unmerged');
    });

    it('a file taken out of the index but left in the work tree is one modified file', async () => {
      await repo.git('rm', '-q', '--cached', 'a.ts', 'b.ts');
      await repo.write('a.ts', 'one\nTWO\nthree\n');
      const found = await files(repo, { kind: 'uncommitted' });
      assert.deepEqual(Object.keys(found), ['a.ts']);
      assert.deepEqual([found['a.ts']!.status, found['a.ts']!.hunks], ['modified', [{ old: range(2, 2), new: range(2, 2) }]]);
    });

    it('files that are only meant to be added count as added', async () => {
      await repo.write('soon.ts', 'x\n');
      await repo.git('add', '-N', 'soon.ts');
      for (const kind of ['uncommitted', 'unstaged'] as const) {
        const found = await files(repo, { kind });
        assert.deepEqual([found['soon.ts']!.status, found['soon.ts']!.hunks], ['added', [added(1)]]);
      }
      assert.deepEqual(await files(repo, { kind: 'staged' }), {});
    });

    it('vanished and changed files are unreadable, with the reason', async () => {
      await repo.write('a.ts', 'one\n2\nthree\nfour\nfive\n');
      await repo.write('b.ts', 'B\n');
      await repo.write('c.ts', 'C\n');
      // written by hand: nothing asks their contents, so that they are first read below
      await repo.write('.git/info/attributes', 'a.ts -linguist-generated\nb.ts -linguist-generated\n');
      const { changes, contents } = await read(repo, { kind: 'uncommitted' });
      await repo.write('a.ts', 'one\n');
      await repo.remove('b.ts');
      await repo.remove('c.ts');
      const [a, b, c] = changes.files as [ChangedFile, ChangedFile, ChangedFile];
      assert.deepEqual(await contents.read(c, 'new'), { state: 'text', text: 'C\n' }, 'read with the changes, and kept');
      assert.deepEqual(await contents.read(a, 'new'), { state: 'unreadable', reason: 'it changed after the changes were read' });
      assert.deepEqual(await contents.read(b, 'new'), { state: 'unreadable', reason: 'it vanished after the changes were read' });
      assert.deepEqual(await contents.read(b, 'old'), { state: 'text', text: 'b\n' });
      await contents.close();
    });

    it('a pipe in the work tree does not hang the review', async function () {
      if (process.platform === 'win32') this.skip();
      const { execFileSync } = await import('node:child_process');
      await repo.remove('a.ts');
      execFileSync('mkfifo', [path.join(repo.dir, 'a.ts')]);
      const { changes, contents } = await read(repo, { kind: 'uncommitted' });
      assert.equal(changes.files[0]!.path, 'a.ts');
      assert.deepEqual(await contents.readPath('a.ts'), { state: 'unreadable', reason: 'not a regular file' });
      await contents.close();
    });

    it('one unreadable file does not cost the review of the others', async function () {
      if (process.platform === 'win32' || process.getuid?.() === 0) this.skip();
      await repo.write('a.ts', 'changed\n');
      await repo.write('b.ts', 'changed\n');
      await chmod(path.join(repo.dir, 'a.ts'), 0);
      const { changes, contents } = await read(repo, { kind: 'uncommitted' });
      assert.deepEqual(
        changes.files.map((f) => f.path),
        ['a.ts', 'b.ts'],
      );
      assert.match(JSON.stringify(await contents.read(changes.files[0]!, 'new')), /unreadable.*EACCES/);
      await contents.close();
    });
  });

  describe('in every kind of repository', () => {
    it('one without commits', async () => {
      const empty = await tempRepo();
      try {
        assert.deepEqual(await files(empty, { kind: 'uncommitted' }), {});
        await empty.write('staged.ts', 's\n');
        await empty.git('add', '-A');
        await empty.write('untracked.ts', 'u\n');
        assert.deepEqual(Object.keys(await files(empty, { kind: 'uncommitted' })), ['staged.ts', 'untracked.ts']);
        assert.deepEqual(Object.keys(await files(empty, { kind: 'staged' })), ['staged.ts']);
        const changes = await changesOf(empty, { kind: 'unstaged' });
        assert.deepEqual([changes.branch, changes.headCommit, changes.base], ['main', undefined, undefined]);
        await refuses(read(empty, { kind: 'branch' }), /no commit yet/);
        await refuses(read(empty, { kind: 'commit', commit: 'HEAD' }), /no commit/);
      } finally {
        await empty.dispose();
      }
    });

    it('one whose HEAD is detached', async () => {
      await repo.git('checkout', '-q', '--detach');
      const changes = await changesOf(repo, { kind: 'uncommitted' });
      assert.deepEqual([changes.branch, changes.headCommit], [undefined, first]);
    });

    it('one with SHA-256 ids', async () => {
      const wide = await tempRepo();
      try {
        await wide.remove('.git');
        await wide.git('init', '-q', '--object-format=sha256', '-b', 'main');
        await wide.write('a.ts', 'a\n');
        assert.deepEqual(Object.keys(await files(wide, { kind: 'uncommitted' })), ['a.ts']);
        const id = await wide.commit('first');
        assert.equal(id.length, 64);
        assert.deepEqual(Object.keys(await files(wide, { kind: 'commit', commit: 'HEAD' })), ['a.ts']);
      } finally {
        await wide.dispose();
      }
    });

    it('a linked worktree', async () => {
      const elsewhere = await tempDir();
      try {
        const worktree = path.join(elsewhere, 'wt');
        await repo.git('worktree', 'add', '-q', '-b', 'other', worktree);
        const linked = repoAt(worktree);
        await linked.write('b.ts', 'B\n');
        assert.deepEqual(Object.keys(await files(linked, { kind: 'uncommitted' })), ['b.ts']);
        assert.deepEqual(await files(repo, { kind: 'uncommitted' }), {});
      } finally {
        await rm(elsewhere, { recursive: true });
      }
    });

    it('a shallow clone', async () => {
      const elsewhere = await tempDir();
      try {
        await repo.commit('second', { 'b.ts': 'B\n' });
        await repo.git('clone', '-q', '--depth=1', `file://${repo.dir}`, path.join(elsewhere, 'shallow'));
        const shallow = repoAt(path.join(elsewhere, 'shallow'));
        await shallow.write('a.ts', 'A\n');
        assert.deepEqual(Object.keys(await files(shallow, { kind: 'uncommitted' })), ['a.ts']);
        await refuses(read(shallow, { kind: 'commit', commit: 'HEAD' }), /shallow clone.*deepen/);
      } finally {
        await rm(elsewhere, { recursive: true });
      }
    });

    it('a sparse checkout', async () => {
      await repo.commit('folders', { 'in/a.ts': 'a\n', 'out/b.ts': 'b\n' });
      await repo.git('sparse-checkout', 'set', '--cone', 'in');
      await repo.write('in/a.ts', 'A\n');
      assert.deepEqual(Object.keys(await files(repo, { kind: 'uncommitted' })), ['in/a.ts']);
      assert.deepEqual(Object.keys(await files(repo, { kind: 'files', paths: ['in', 'out'] })), ['in/a.ts']);
      const { contents } = await read(repo, { kind: 'commit', commit: 'HEAD' });
      assert.deepEqual(await contents.readPath('out/b.ts'), { state: 'text', text: 'b\n' });
      await contents.close();
    });

    it('one whose settings change what git prints', async () => {
      const settings = {
        'diff.noprefix': 'true',
        'diff.mnemonicPrefix': 'true',
        'diff.context': '9',
        'diff.interHunkContext': '9',
        'diff.renames': 'false',
        'diff.orderFile': 'missing',
        'diff.relative': 'true',
        'diff.submodule': 'log',
        'diff.colorMoved': 'zebra',
        'diff.suppressBlankEmpty': 'true',
        'diff.algorithm': 'patience',
        'color.ui': 'always',
        'core.quotePath': 'true',
        'core.abbrev': '4',
        'status.showUntrackedFiles': 'no',
      };
      await repo.commit('é', { 'é.ts': '1\n2\n3\n4\n5\n6\n' });
      for (const [key, value] of Object.entries(settings)) await repo.git('config', key, value);
      await repo.write('é.ts', '1\nX\n3\n4\nY\n6\n');
      await repo.write('u.ts', 'u\n');
      const found = await files(repo, { kind: 'uncommitted' });
      assert.deepEqual(Object.keys(found), ['u.ts', 'é.ts']);
      assert.equal(found['é.ts']!.hunks.length, 2);
    });
  });

  it('knows ancestors, and none of what it does not know', async () => {
    const second = await repo.commit('second');
    const reader = createChangeReader(await openRepo(repo.dir));
    assert.equal(await reader.isAncestor(first, second), true);
    assert.equal(await reader.isAncestor(second, first), false);
    assert.equal(await reader.isAncestor('0'.repeat(40), second), false);
    assert.equal(await reader.isAncestor('--help', second), false);
  });

  it('stops when it is cancelled', async () => {
    const reader = createChangeReader(await openRepo(repo.dir));
    const abort = new AbortController();
    const reading = reader.read({ kind: 'uncommitted' }, { signal: abort.signal });
    abort.abort(new Error('enough'));
    await assert.rejects(reading, /enough/);
    await assert.rejects(reader.read({ kind: 'staged' }, { signal: abort.signal }), /enough/);
  });

  it('fails with one explanation when git cannot read the repository', async () => {
    const reader = createChangeReader(await openRepo(repo.dir));
    await writeFile(path.join(repo.dir, '.git/config'), '[broken');
    await refuses(reader.read({ kind: 'uncommitted' }, { signal }), /bad config.*git status/);
    await mkdir(path.join(repo.dir, 'unused'));
  });
});
