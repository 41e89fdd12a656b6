import assert from 'node:assert/strict';
import { chmod, mkdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ChangedFile, Scope } from '../../../src/core/changes/change-set.js';
import { rebuild } from '../../../src/core/changes/rebuild.js';
import { HumanError } from '../../../src/core/human-error.js';
import { createChangeReader } from '../../../src/node/changes/change-reader.js';
import { openRepo } from '../../../src/node/changes/open-repo.js';
import { wholeFile } from '../../../src/node/changes/whole-file.js';
import { workTree } from '../../../src/node/changes/work-tree.js';
import { repoAt, type TempRepo, tempDir, tempRepo } from '../../support/git-repo.js';

const signal = new AbortController().signal;
const range = (startLine: number, endLine: number): { startLine: number; endLine: number } => ({ startLine, endLine });
const lines = (count: number, prefix = 'line'): string => Array.from({ length: count }, (_, i) => `${prefix} ${i}\n`).join('');

describe('every kind of change', () => {
  let repo: TempRepo;
  beforeEach(async () => {
    repo = await tempRepo();
  });
  afterEach(() => repo.dispose());

  /** The files by path; the hunks of each text that is not skipped rebuild its new side. */
  async function files(
    scope: Scope,
    options: { paths?: string[]; at?: TempRepo; maxBytes?: number } = {},
  ): Promise<Record<string, ChangedFile>> {
    const opened = await openRepo((options.at ?? repo).dir);
    const reader = createChangeReader(opened, options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes });
    const { changes, contents } = await reader.read(scope, { signal, ...(options.paths && { paths: options.paths }) });
    try {
      for (const file of changes.files) {
        if (file.kind !== 'text' || file.skip !== undefined) continue;
        const [before, after] = [await contents.read(file, 'old'), await contents.read(file, 'new')];
        const [a, b] = [before, after].map((content) => (content.state === 'text' ? content.text : ''));
        assert.equal(rebuild(a!, file.hunks, b!), b, file.path);
      }
    } finally {
      await contents.close();
    }
    assert.equal(new Set(changes.files.map((f) => f.path)).size, changes.files.length, 'each path once');
    return Object.fromEntries(changes.files.map((file) => [file.path, file]));
  }
  const skips = (found: Record<string, ChangedFile>): Record<string, string | undefined> =>
    Object.fromEntries(Object.values(found).map((file) => [file.path, file.skip]));

  /** The same change, seen by every scope that compares: work tree, index, commit, range and branch. */
  async function inEveryScope(
    change: () => Promise<unknown>,
    check: (found: Record<string, ChangedFile>, kind: Scope['kind']) => void,
  ): Promise<void> {
    const base = await repo.git('rev-parse', 'HEAD');
    await repo.git('checkout', '-q', '-b', 'feature');
    await change();
    await repo.git('add', '-A');
    for (const kind of ['uncommitted', 'staged'] as const) check(await files({ kind }), kind);
    await repo.commit('change');
    const scopes: Scope[] = [
      { kind: 'commit', commit: 'HEAD' },
      { kind: 'range', from: base, to: 'HEAD' },
      { kind: 'branch', base: 'main' },
    ];
    for (const scope of scopes) check(await files(scope), scope.kind);
  }

  it('renames', async () => {
    await repo.commit('first', { 'a/old.ts': lines(20), 'same.ts': lines(20, 's') });
    await inEveryScope(
      async () => {
        await repo.git('mv', 'a/old.ts', 'new.ts');
        await repo.git('mv', 'same.ts', 'Same.ts');
        await repo.write('new.ts', `${lines(20)}more\n`);
      },
      (found, kind) => {
        assert.deepEqual(Object.keys(found), ['Same.ts', 'new.ts'], kind);
        assert.deepEqual([found['new.ts']!.status, found['new.ts']!.oldPath], ['renamed', 'a/old.ts']);
        assert.deepEqual(found['new.ts']!.hunks, [{ old: range(21, 20), new: range(21, 21) }]);
        assert.deepEqual([found['Same.ts']!.status, found['Same.ts']!.oldPath, found['Same.ts']!.hunks], ['renamed', 'same.ts', []]);
      },
    );
  });

  it('copies of files that changed as well; a copy of an untouched file is a new file', async () => {
    await repo.commit('first', { 'a.ts': lines(20), 'still.ts': lines(20, 's') });
    await inEveryScope(
      async () => {
        await repo.write('a.ts', `${lines(20)}a\n`);
        await repo.write('copy.ts', `copied\n${lines(20)}`);
        await repo.write('whole.ts', lines(20, 's'));
      },
      (found, kind) => {
        assert.deepEqual([found['copy.ts']!.status, found['copy.ts']!.oldPath], ['copied', 'a.ts'], kind);
        assert.deepEqual(found['copy.ts']!.hunks, [{ old: range(1, 0), new: range(1, 1) }]);
        assert.deepEqual([found['whole.ts']!.status, found['whole.ts']!.hunks], ['added', [{ old: range(1, 0), new: range(1, 20) }]]);
      },
    );
  });

  it('deletions, additions of empty files, and modes', async function () {
    if (process.platform === 'win32') this.skip();
    await repo.commit('first', { 'gone.ts': lines(3), 'run.sh': 'x\n', 'both.sh': 'x\n' });
    await inEveryScope(
      async () => {
        await repo.remove('gone.ts');
        await repo.write('empty.ts', '');
        await chmod(path.join(repo.dir, 'run.sh'), 0o755);
        await repo.write('both.sh', 'y\n');
        await chmod(path.join(repo.dir, 'both.sh'), 0o755);
      },
      (found, kind) => {
        assert.deepEqual([found['gone.ts']!.status, found['gone.ts']!.hunks], ['deleted', [{ old: range(1, 3), new: range(1, 0) }]], kind);
        assert.deepEqual([found['empty.ts']!.status, found['empty.ts']!.hunks, found['empty.ts']!.skip], ['added', [], undefined]);
        for (const name of ['run.sh', 'both.sh']) assert.deepEqual([found[name]!.oldMode, found[name]!.newMode], ['100644', '100755']);
        assert.deepEqual([found['run.sh']!.hunks.length, found['both.sh']!.hunks.length], [0, 1]);
      },
    );
  });

  it('symlinks, submodules and binary files', async function () {
    if (process.platform === 'win32') this.skip();
    const library = await tempRepo({ 'l.ts': 'l\n' });
    try {
      await repo.commit('first', { 'x.bin': Uint8Array.of(0, 1), 'text.ts': 't\n' });
      await inEveryScope(
        async () => {
          await symlink('text.ts', path.join(repo.dir, 'link'));
          await repo.git('submodule', 'add', '-q', library.dir, 'lib');
          await repo.write('x.bin', Uint8Array.of(0, 2));
          await repo.write('text.ts', Uint8Array.of(0, 3));
        },
        (found, kind) => {
          const kinds = Object.fromEntries(Object.values(found).map((f) => [f.path, [f.kind, f.skip, f.hunks.length]]));
          assert.deepEqual(
            kinds,
            {
              '.gitmodules': ['text', undefined, 1],
              lib: ['submodule', 'submodule', 0],
              link: ['symlink', 'symlink', 0],
              'text.ts': ['binary', 'binary', 0],
              'x.bin': ['binary', 'binary', 0],
            },
            kind,
          );
        },
      );
      assert.deepEqual(skips(await files({ kind: 'files', paths: ['**'] }))['lib'], 'submodule');
    } finally {
      await library.dispose();
    }
  });

  it('CRLF, no final line break, Latin-1, UTF-16, lone CR and NUL-free control bytes', async () => {
    const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
    await repo.commit('first', {
      'crlf.ts': 'a\r\nb\r\n',
      'end.ts': 'a\nb',
      'latin.ts': latin('caf\xe9\nb\n'),
      'cr.ts': 'a\rb\nc\n',
      'form.ts': 'a\f\v\x1b[0m\nb\u2028c\n',
      'mixed.ts': latin('\xe9\n\xff\xfe\nx\n'),
    });
    await inEveryScope(
      async () => {
        await repo.write('crlf.ts', 'a\r\nb\n');
        await repo.write('end.ts', 'a\nb\nc');
        await repo.write('latin.ts', latin('caf\xe9\nb\nth\xe9'));
        await repo.write('cr.ts', 'a\rb\nC\r\n');
        await repo.write('form.ts', 'a\f\v\x1b[0m\nb\u2028c\nd\n');
        await repo.write('mixed.ts', 'é\nx\n');
        await repo.write('wide.txt', Buffer.from('\ufeffa\n', 'utf16le'));
      },
      (found, kind) => {
        const hunks = Object.fromEntries(Object.values(found).map((f) => [f.path, f.hunks]));
        const second = { old: range(2, 2), new: range(2, 2) };
        assert.deepEqual(hunks['crlf.ts'], [second], kind);
        assert.deepEqual(hunks['cr.ts'], [second]);
        assert.deepEqual(hunks['end.ts'], [{ old: range(2, 2), new: range(2, 3) }]);
        assert.deepEqual(hunks['latin.ts'], [{ old: range(3, 2), new: range(3, 3) }]);
        assert.deepEqual(hunks['form.ts'], [{ old: range(3, 2), new: range(3, 3) }]);
        assert.deepEqual(hunks['mixed.ts'], [{ old: range(1, 2), new: range(1, 1) }]);
        assert.equal(found['wide.txt']!.skip, 'binary');
      },
    );
  });

  it('paths that need quotes, in renames too, and names that are not UTF-8', async function () {
    if (process.platform !== 'linux') this.skip();
    const names = [
      'with space',
      'quo"te',
      'new\nline',
      'tab\t',
      'ünïcödé😀',
      'back\\slash',
      '-dash',
      '[id]',
      ':(top)x',
      ' lead ',
      'a => b',
      '\u0001',
    ];
    await repo.commit('first', Object.fromEntries(names.map((name) => [`${name}.ts`, lines(9, name.length.toString() + name)])));
    const strange = Buffer.concat([Buffer.from(`${repo.dir}/`), Buffer.of(0xff, 0x22, 0x0a, 0xe9)]);
    await inEveryScope(
      async () => {
        await writeFile(strange, 'x\n');
        for (const name of names) {
          await mkdir(path.join(repo.dir, `${name} d`));
          await rename(path.join(repo.dir, `${name}.ts`), path.join(repo.dir, `${name} d`, `${name}.ts`));
        }
      },
      (found, kind) => {
        for (const name of names) assert.equal(found[`${name} d/${name}.ts`]?.oldPath, `${name}.ts`, `${kind} ${name}`);
        assert.equal(found['\xff"\n\xe9']?.skip, 'its name is not UTF-8');
        assert.equal(Object.keys(found).length, names.length + 1);
      },
    );
  });

  it('files that say they are generated, unless the change itself makes them say so', async () => {
    const notice = '// Code generated by tool. DO NOT EDIT.\n';
    await repo.commit('first', {
      'made.go': `${notice}package a\n`,
      'mine.ts': 'x\n',
      'freed.ts': `${notice}x\n`,
      'brought.go': `${notice}x\n`,
      '.gitattributes': 'brought.go -linguist-generated\n',
    });
    await inEveryScope(
      async () => {
        await repo.write('made.go', `${notice}package b\n`);
        await repo.write('mine.ts', `${notice}evil\n`);
        await repo.write('freed.ts', 'by hand\n');
        await repo.write('brought.go', `${notice}y\n`);
        await repo.write('new.go', `${notice}package c\n`);
      },
      (found, kind) => {
        const said = 'generated: line 1 says so';
        assert.deepEqual(
          skips(found),
          { 'brought.go': undefined, 'freed.ts': undefined, 'made.go': said, 'mine.ts': undefined, 'new.go': said },
          kind,
        );
      },
    );
    await repo.write('untracked.go', notice);
    assert.equal((await files({ kind: 'uncommitted' }))['untracked.go']!.skip, 'generated: line 1 says so');
  });

  it('LFS pointers, and nothing that only looks like one', async () => {
    const pointer = (digit: string): string => `version https://git-lfs.github.com/spec/v1\noid sha256:${digit.repeat(64)}\nsize 12\n`;
    await repo.commit('first', { 'model.bin': pointer('1'), 'gone.bin': pointer('2'), 'evil.js': 'a();\n', 'real.txt': 'a\n' });
    await inEveryScope(
      async () => {
        await repo.write('model.bin', pointer('3'));
        await repo.remove('gone.bin');
        await repo.write('fresh.bin', pointer('4'));
        await repo.write('evil.js', `a();\n/*\noid sha256:${'5'.repeat(64)}\n*/\nevil();\n`);
        await repo.write('spec.md', `version https://git-lfs.github.com/spec/v1\n\n${lines(200)}`);
      },
      (found, kind) => {
        const is = 'LFS pointer';
        assert.deepEqual(
          skips(found),
          { 'evil.js': undefined, 'fresh.bin': is, 'gone.bin': is, 'model.bin': is, 'spec.md': undefined },
          kind,
        );
      },
    );
    // an attribute alone makes no pointer of a file that has none in git
    await repo.write('.git/info/attributes', '*.txt filter=lfs\n*.bin filter=lfs\n');
    await repo.write('real.txt', 'b\n');
    await repo.write('model.bin', 'the real thing\n');
    assert.deepEqual(skips(await files({ kind: 'uncommitted' })), { 'model.bin': 'LFS pointer', 'real.txt': undefined });
  });

  describe('of size', () => {
    it('100 MB are skipped without being read, untracked, changed or staged', async function () {
      if (process.platform === 'win32') this.skip();
      await repo.commit('first', { 'grown.ts': 'x\n' });
      for (const name of ['new.ts', 'grown.ts']) {
        await writeFile(path.join(repo.dir, name), '');
        await truncate(path.join(repo.dir, name), 100_000_000);
      }
      const found = await files({ kind: 'uncommitted' });
      assert.deepEqual(skips(found), { 'grown.ts': 'oversized: 100.0 MB', 'new.ts': 'oversized: 100.0 MB' });
      const whole = await files({ kind: 'files', paths: ['new.ts'] });
      assert.deepEqual(skips(whole), { 'new.ts': 'oversized: 100.0 MB' });
    });

    it('an attribute that calls a large file text does not bring it in', async () => {
      await repo.commit('first', { '.gitattributes': '* diff\n', 'a.ts': 'x\n' });
      await inEveryScope(
        () => repo.write('a.ts', lines(200_000)),
        (found, kind) => assert.deepEqual(skips(found), { 'a.ts': 'oversized: 2.3 MB' }, kind),
      );
    });

    it('a file that grows while it is read is no longer than the limit', async () => {
      await repo.write('a.ts', 'x'.repeat(100));
      const tree = workTree(repo.dir, { maxBytes: 100 });
      assert.equal((await tree.read('a.ts')).state, 'file');
      await repo.write('a.ts', 'x'.repeat(101));
      assert.deepEqual(await tree.read('a.ts'), { state: 'oversized', size: 101 });
    });
  });

  describe('in the work tree', () => {
    it('links are named, also those in circles, and never followed', async function () {
      if (process.platform === 'win32') this.skip();
      await repo.commit('first');
      await symlink('loop', path.join(repo.dir, 'loop'));
      await symlink('nowhere', path.join(repo.dir, 'broken'));
      await symlink('/etc', path.join(repo.dir, 'folder'));
      const found = await files({ kind: 'uncommitted' });
      assert.deepEqual(skips(found), { broken: 'symlink', folder: 'symlink', loop: 'symlink' });
      assert.deepEqual(await workTree(repo.dir, { maxBytes: 9 }).read('folder'), { state: 'link', target: '/etc' });
    });

    it('an untracked file that vanishes between listing and reading leaves no trace', async () => {
      await repo.commit('first');
      await repo.write('a.ts', 'a\n');
      await repo.write('b.ts', 'b\n');
      const tree = workTree(repo.dir, { maxBytes: 9 });
      const kept: string[] = [];
      const look = (name: string): Promise<ChangedFile | undefined> =>
        wholeFile(tree, { path: name, encoding: 'utf-8' }, {}, (file) => kept.push(file));
      await repo.remove('a.ts');
      assert.equal(await look('a.ts'), undefined);
      assert.equal((await look('b.ts'))?.status, 'added');
      assert.deepEqual(kept, ['b.ts']);
    });

    it('files left out by a sparse checkout, with or without a cone, do not look deleted', async () => {
      await repo.commit('first', { 'in/a.ts': 'a\n', 'out/b.ts': 'b\n', 'skip.ts': 's\n' });
      await repo.git('sparse-checkout', 'set', '--no-cone', '/in/');
      for (const kind of ['uncommitted', 'staged', 'unstaged'] as const) assert.deepEqual(await files({ kind }), {}, kind);
      await repo.git('sparse-checkout', 'disable');
      await repo.git('update-index', '--skip-worktree', 'skip.ts');
      await repo.remove('skip.ts');
      for (const kind of ['uncommitted', 'staged', 'unstaged'] as const) assert.deepEqual(await files({ kind }), {}, kind);
      assert.deepEqual(Object.keys(await files({ kind: 'files', paths: ['**'] })), ['in/a.ts', 'out/b.ts']);
      await repo.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'in');
      await repo.write('in/a.ts', 'A\n');
      assert.deepEqual(Object.keys(await files({ kind: 'uncommitted' })), ['in/a.ts']);
    });

    it('a repository inside is named in every way it can be met', async () => {
      await repo.commit('first', { 'a.ts': 'a\n' });
      await mkdir(path.join(repo.dir, 'nested'));
      const nested = repoAt(path.join(repo.dir, 'nested'));
      await nested.git('init', '-q', '-b', 'main');
      await nested.commit('inside', { 'n.ts': 'n\n' });
      assert.deepEqual(skips(await files({ kind: 'uncommitted' })), { nested: 'a repository of its own, not a submodule' });
      assert.deepEqual(skips(await files({ kind: 'files', paths: ['nested'] })), { nested: 'a repository of its own, not a submodule' });
      // added all the same, git keeps only its commit
      await repo.git('add', 'nested');
      assert.deepEqual(skips(await files({ kind: 'staged' })), { nested: 'submodule' });
      await repo.commit('embedded');
      await nested.write('n.ts', 'N\n');
      assert.match(skips(await files({ kind: 'uncommitted' }))['nested'] ?? '', /changes of its own/);
      assert.deepEqual(Object.keys(await files({ kind: 'uncommitted' }, { at: nested })), ['n.ts']);
    });

    it('in the files scope, a folder that git ignores is explained, and a file in it read when named', async () => {
      await repo.commit('first', { '.gitignore': 'made/\n' });
      await repo.write('made/a.ts', 'a\n');
      await assert.rejects(files({ kind: 'files', paths: ['made'] }), (error) => {
        return error instanceof HumanError && /in made are ignored by git/.test(error.message) && /itself/.test(error.next);
      });
      assert.deepEqual(skips(await files({ kind: 'files', paths: ['made/a.ts'] })), { 'made/a.ts': undefined });
      assert.deepEqual(skips(await files({ kind: 'files', paths: ['made\\a.ts'] })), { 'made/a.ts': undefined });
    });

    it('paths with backslashes, and in another case where the file system takes it', async () => {
      await repo.commit('first', { 'src/Deep/a.ts': 'a\n' });
      await repo.write('src/Deep/a.ts', 'b\n');
      assert.deepEqual(Object.keys(await files({ kind: 'uncommitted' }, { paths: ['src\\Deep\\a.ts'] })), ['src/Deep/a.ts']);
      await repo.git('config', 'core.ignoreCase', 'false');
      assert.deepEqual(await files({ kind: 'uncommitted' }, { paths: ['SRC/deep'] }), {});
      await repo.git('config', 'core.ignoreCase', 'true');
      assert.deepEqual(Object.keys(await files({ kind: 'uncommitted' }, { paths: ['SRC/deep'] })), ['src/Deep/a.ts']);
      assert.deepEqual(Object.keys(await files({ kind: 'files', paths: ['SRC/deep/A.ts'] })), ['src/Deep/a.ts']);
    });

    it('line endings that git converts count as no change, by setting and by attribute', async () => {
      await repo.commit('first', { '.gitattributes': '*.bat text eol=crlf\n*.ts text=auto\n', 'a.ts': 'a\nb\n', 'b.bat': 'a\nb\n' });
      await repo.write('b.bat', 'a\r\nb\r\n');
      await repo.write('a.ts', 'a\r\nb\r\n');
      for (const [key, value] of [
        ['core.autocrlf', 'input'],
        ['core.autocrlf', 'true'],
        ['core.eol', 'crlf'],
        ['core.safecrlf', 'true'],
      ] as const) {
        await repo.git('config', key, value);
        assert.deepEqual(await files({ kind: 'uncommitted' }), {}, `${key}=${value}`);
      }
    });
  });

  it('reads the same whatever the repository is set to print', async () => {
    const settings: Record<string, string> = {
      'diff.noprefix': 'true',
      'diff.mnemonicPrefix': 'true',
      'diff.srcPrefix': 'x/',
      'diff.dstPrefix': 'y/',
      'diff.renames': 'copies',
      'diff.renameLimit': '1',
      'diff.context': '9',
      'diff.interHunkContext': '9',
      'diff.relative': 'true',
      'diff.submodule': 'diff',
      'diff.ignoreSubmodules': 'all',
      'diff.wsErrorHighlight': 'all',
      'diff.colorMoved': 'zebra',
      'diff.dirstat': 'lines',
      'diff.suppressBlankEmpty': 'true',
      'diff.algorithm': 'minimal',
      'diff.indentHeuristic': 'false',
      'diff.wordRegex': '.',
      'diff.autoRefreshIndex': 'true',
      'status.relativePaths': 'false',
      'status.showUntrackedFiles': 'no',
      'status.renames': 'false',
      'status.short': 'true',
      'status.branch': 'true',
      'status.submoduleSummary': 'true',
      'submodule.recurse': 'true',
      'core.quotePath': 'true',
      'core.abbrev': '4',
      'core.bigFileThreshold': '1',
      'core.untrackedCache': 'true',
      'core.precomposeUnicode': 'true',
      'core.commitGraph': 'true',
      'core.whitespace': 'cr-at-eol',
      'i18n.logOutputEncoding': 'UTF-16',
      'i18n.commitEncoding': 'latin1',
      'log.showSignature': 'true',
      'log.follow': 'true',
      'log.decorate': 'full',
      'log.diffMerges': 'combined',
      'grep.patternType': 'perl',
      'grep.lineNumber': 'true',
      'grep.fullName': 'true',
      'color.ui': 'always',
      'color.diff': 'always',
      'pager.diff': 'less',
      'column.ui': 'always',
      'alias.diff': 'log',
      'alias.ls-files': 'log',
      'feature.manyFiles': 'true',
      'advice.detachedHead': 'true',
    };
    await repo.commit('first', { 'é "a".ts': lines(30), 'src/b.ts': lines(30, 'b'), 'big.ts': lines(2_000) });
    const all = async (): Promise<unknown> => {
      const scopes: Scope[] = [
        { kind: 'uncommitted' },
        { kind: 'staged' },
        { kind: 'unstaged' },
        { kind: 'commit', commit: 'HEAD' },
        { kind: 'branch', base: 'HEAD^' },
        { kind: 'files', paths: ['src'] },
      ];
      const found = [];
      for (const scope of scopes) found.push(await files(scope));
      return found;
    };
    await repo.git('mv', 'src/b.ts', 'src/moved.ts');
    await repo.commit('second', { 'é "a".ts': `${lines(10)}x\n${lines(20, 'y')}`, 'src/moved.ts': `${lines(30, 'b')}end\n` });
    await repo.write('big.ts', `top\n${lines(2_000)}`);
    await repo.git('add', 'big.ts');
    await repo.write('src/moved.ts', lines(29, 'b'));
    await repo.write('src/new.ts', 'n\n');
    const plain = await all();
    for (const [key, value] of Object.entries(settings)) await repo.git('config', key, value);
    assert.deepEqual(await all(), plain);
  });

  it('in a clone that is shallow, partial or borrowed, all that is there is read', async () => {
    const elsewhere = await tempDir();
    try {
      await repo.commit('first', { 'a.ts': 'a\n' });
      await repo.commit('second', { 'a.ts': 'b\n' });
      await repo.commit('third', { 'a.ts': 'c\n' });
      await repo.git('clone', '-q', '--depth=2', `file://${repo.dir}`, path.join(elsewhere, 'shallow'));
      const shallow = repoAt(path.join(elsewhere, 'shallow'));
      assert.deepEqual(Object.keys(await files({ kind: 'commit', commit: 'HEAD' }, { at: shallow })), ['a.ts']);
      await assert.rejects(files({ kind: 'commit', commit: 'HEAD^' }, { at: shallow }), HumanError);
      await shallow.git('checkout', '-q', '-b', 'feature');
      await shallow.commit('mine', { 'f.ts': 'f\n' });
      assert.deepEqual(Object.keys(await files({ kind: 'branch', base: 'main' }, { at: shallow })), ['f.ts']);
      await repo.git('clone', '-q', '--shared', repo.dir, path.join(elsewhere, 'borrowed'));
      assert.deepEqual(Object.keys(await files({ kind: 'commit', commit: 'HEAD' }, { at: repoAt(path.join(elsewhere, 'borrowed')) })), [
        'a.ts',
      ]);
      await repo.git('config', 'uploadpack.allowFilter', 'true');
      await repo.git('clone', '-q', '--filter=blob:none', `file://${repo.dir}`, path.join(elsewhere, 'partial'));
      const partial = repoAt(path.join(elsewhere, 'partial'));
      await partial.write('a.ts', 'work\n');
      assert.deepEqual(Object.keys(await files({ kind: 'uncommitted' }, { at: partial })), ['a.ts']);
      await assert.rejects(
        files({ kind: 'commit', commit: 'HEAD' }, { at: partial }),
        (error) => error instanceof HumanError && /never fetches/.test(error.message) && /git diff/.test(error.next),
      );
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  });
});
