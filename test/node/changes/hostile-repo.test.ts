import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Scope } from '../../../src/core/changes/change-set.js';
import { HumanError } from '../../../src/core/human-error.js';
import { createChangeReader } from '../../../src/node/changes/change-reader.js';
import { openRepo } from '../../../src/node/changes/open-repo.js';
import { gitEnvironment, repoAt, type TempRepo, tempDir, tempRepo } from '../../support/git-repo.js';

const signal = new AbortController().signal;

describe('a hostile repository', function () {
  let repo: TempRepo;
  let library: TempRepo;
  let marks: string;
  let programs: string;

  beforeEach(async function () {
    if (process.platform === 'win32') this.skip();
    marks = await tempDir();
    programs = await tempDir();
    repo = await tempRepo({ 'a.ts': 'a\n', 'b.txt': 'b\n', 'c.dat': 'c\n', 'd.evil': 'd\n' });
    library = await tempRepo({ 'l.ts': 'l\n' });
    await repo.git('submodule', 'add', '-q', library.dir, 'lib');
    await repo.commit('second', { 'a.ts': 'a2\n', 'b.txt': 'b2\n', 'c.dat': 'c2\n', 'd.evil': 'd2\n' });
    await repo.git('branch', 'base', 'HEAD^');
    await repo.write('a.ts', 'a3\n');
    await repo.git('add', 'a.ts');
    for (const file of ['a.ts', 'b.txt', 'c.dat', 'd.evil', 'new.txt', 'new.dat', 'lib/l.ts']) await repo.write(file, 'work\n');
  });
  afterEach(async () => {
    for (const dir of [repo, library]) await dir?.dispose();
    for (const dir of [marks, programs]) if (dir) await rm(dir, { recursive: true, force: true });
  });

  /** A command that leaves a mark and does what is expected of it otherwise. */
  const mark = (name: string, then = 'cat'): string => `touch '${marks}/${name}'; ${then}`;
  const config = (text: string): Promise<void> => appendFile(path.join(repo.dir, '.git/config'), `\n${text}\n`);
  const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

  async function program(name: string): Promise<string> {
    const file = path.join(programs, name);
    await writeFile(file, `#!/bin/sh\ntouch '${marks}/${name}'\nexit 1\n`);
    await chmod(file, 0o755);
    return file;
  }

  const scopes: Scope[] = [
    { kind: 'uncommitted' },
    { kind: 'staged' },
    { kind: 'unstaged' },
    { kind: 'branch', base: 'base' },
    { kind: 'commit', commit: 'HEAD' },
    { kind: 'range', from: 'base', to: 'HEAD' },
    { kind: 'files', paths: ['**'] },
  ];

  /** Reads all of every scope, both sides of every file, and other paths. Resolves with what was explained instead of read. */
  async function readEverything(): Promise<HumanError[]> {
    const problems: HumanError[] = [];
    const opened = await openRepo(repo.dir);
    for (const scope of scopes) {
      try {
        const reader = createChangeReader(opened);
        const { changes, contents } = await reader.read(scope, { signal });
        for (const file of changes.files) await Promise.all([contents.read(file, 'old'), contents.read(file, 'new')]);
        await contents.readPath('b.txt');
        await contents.close();
        await reader.isAncestor('base', 'HEAD');
      } catch (error) {
        if (!(error instanceof HumanError)) throw error;
        problems.push(error);
      }
    }
    return problems;
  }

  /** Proves that a trap is armed: plain git falls into it. */
  function plainGit(...args: string[]): void {
    try {
      execFileSync('git', args, { cwd: repo.dir, env: gitEnvironment(), stdio: 'ignore' });
    } catch {
      // a trap may make git fail as well; the mark is what counts
    }
  }

  async function marksLeft(): Promise<string[]> {
    const left = await readdir(marks);
    for (const name of left) await rm(path.join(marks, name));
    return left.sort();
  }

  async function survives(...armed: string[][]): Promise<HumanError[]> {
    for (const args of armed) {
      plainGit(...args);
      assert.notDeepEqual(await marksLeft(), [], `git ${args.join(' ')} did not fall into the trap`);
    }
    const problems = await readEverything();
    assert.deepEqual(await marksLeft(), []);
    return problems;
  }

  it('runs no fsmonitor, also not in its submodules', async () => {
    await config(`[core]\n\tfsmonitor = ${quoted(mark('fsmonitor', 'false'))}`);
    await appendFile(path.join(repo.dir, '.git/modules/lib/config'), `\n[core]\n\tfsmonitor = ${quoted(mark('sub-fsmonitor', 'false'))}\n`);
    await config('[diff]\n\tignoreSubmodules = none\n\tsubmodule = diff\n[submodule "lib"]\n\tignore = none');
    assert.deepEqual(await survives(['status'], ['-C', 'lib', 'status']), []);
  });

  it('runs no hook', async () => {
    const hooks = path.join(repo.dir, '.git/hooks');
    await mkdir(hooks, { recursive: true });
    for (const name of ['post-index-change', 'reference-transaction', 'fsmonitor-watchman', 'post-checkout', 'pre-auto-gc']) {
      await writeFile(path.join(hooks, name), `#!/bin/sh\n${mark(name, 'true')}\n`);
      await chmod(path.join(hooks, name), 0o755);
    }
    assert.deepEqual(await survives(['update-ref', 'refs/heads/trap', 'HEAD']), []);
  });

  it('runs no external diff and no text conversion', async () => {
    await config(`[diff]\n\texternal = ${quoted(mark('external', 'true'))}`);
    await config(
      `[diff "conv"]\n\ttextconv = ${quoted(mark('textconv'))}\n\tcachetextconv = true\n[diff "cmd"]\n\tcommand = ${quoted(mark('command', 'true'))}`,
    );
    await repo.write('.gitattributes', '*.ts diff=conv\n*.txt diff=cmd\n*.dat diff=conv\n');
    assert.deepEqual(await survives(['diff'], ['diff', '--no-ext-diff']), []);
  });

  it('runs no filter, whatever its name and wherever it is configured', async () => {
    const filter = (name: string, tag: string): string =>
      `[filter "${name}"]\n\tclean = ${quoted(mark(`${tag}-clean`))}\n\tsmudge = ${quoted(mark(`${tag}-smudge`))}\n\trequired = true`;
    await config(filter('plain', 'plain'));
    await config(filter('a=b.c', 'equals'));
    await config(filter('q\\"uo\\\\te', 'quote'));
    await config(filter('ünï', 'unicode'));
    await config(filter('lfs', 'lfs'));
    await config(`[filter "long"]\n\tprocess = ${quoted(mark('process'))}\n\trequired`);
    await writeFile(path.join(repo.dir, '.git/more'), filter('included', 'included'));
    await config(`[include]\n\tpath = more\n[includeIf "gitdir:**"]\n\tpath = more-if\n[includeIf "onbranch:**"]\n\tpath = more-branch`);
    await writeFile(path.join(repo.dir, '.git/more-if'), filter('conditional', 'conditional'));
    await writeFile(path.join(repo.dir, '.git/more-branch'), filter('branch', 'branch'));
    const names: string[] = ['plain', 'a=b.c', 'ünï', 'lfs', 'long', 'included', 'conditional', 'branch'];
    while (names.length > 0) {
      const round = names.splice(0, 3);
      const [ts, txt, dat] = [...round, ...round, ...round];
      await repo.write('.gitattributes', `*.ts filter=${ts}\n*.txt filter=${txt}\n*.dat filter=${dat}\n*.evil filter=q"uo\\te\n`);
      assert.deepEqual(await survives(['diff', '--no-ext-diff']), [], round.join());
    }
  });

  it('refuses a filter that it cannot switch off', async () => {
    const name = Buffer.of(0x66, 0xff);
    const command = Buffer.from(`"]\n\tclean = ${quoted(mark('bytes'))}\n`);
    await appendFile(path.join(repo.dir, '.git/config'), Buffer.concat([Buffer.from('\n[filter "'), name, command]));
    await writeFile(path.join(repo.dir, '.gitattributes'), Buffer.concat([Buffer.from('* filter='), name, Buffer.from('\n')]));
    const problems = await survives(['diff', '--no-ext-diff']);
    assert.ok(problems.length > 0);
    for (const problem of problems) assert.match(problem.message, /not UTF-8/);
  });

  it('fetches nothing from a promisor remote, whatever its transport', async () => {
    const upload = await program('upload-pack');
    await config(
      `[extensions]\n\tpartialClone = evil\n[protocol "ext"]\n\tallow = always\n[protocol "file"]\n\tallow = always\n[protocol]\n\tallow = always`,
    );
    await config(
      `[core]\n\tsshCommand = ${quoted(mark('ssh', 'false'))}\n\tgitProxy = ${quoted(mark('proxy', 'false'))}\n\taskPass = ${await program('askpass')}`,
    );
    await config(`[credential]\n\thelper = ${quoted(`!${mark('credential', 'false')}`)}`);
    const urls = [`ext::sh -c touch% '${marks}/ext'%  %S`, 'ssh://evil.invalid/x', library.dir, 'git://evil.invalid/x'];
    const missing = (await repo.git('rev-parse', 'HEAD:b.txt')).trim();
    await repo.remove(path.join('.git/objects', missing.slice(0, 2), missing.slice(2)));
    for (const [i, url] of urls.entries()) {
      await repo.git('config', '--replace-all', 'remote.evil.url', url);
      await repo.git('config', '--replace-all', 'remote.evil.promisor', 'true');
      await repo.git('config', '--replace-all', 'remote.evil.uploadpack', upload);
      const armed = i === 3 ? [] : [['cat-file', '-p', missing]];
      const problems = await survives(...armed);
      // what needs the missing object is explained; the rest is read
      for (const problem of problems) assert.match(problem.message, /missing here|never fetches/, url);
      assert.ok(problems.length < scopes.length, url);
    }
  });

  it('runs no remote helper that a remote names', async () => {
    const helper = path.join(repo.dir, 'git-remote-evil');
    await writeFile(helper, `#!/bin/sh\n${mark('helper', 'false')}\n`);
    await chmod(helper, 0o755);
    await config(
      '[extensions]\n\tpartialClone = evil\n[remote "evil"]\n\turl = evil::x\n\tvcs = evil\n\tpromisor = true\n[protocol "evil"]\n\tallow = always',
    );
    const missing = (await repo.git('rev-parse', 'HEAD:b.txt')).trim();
    await repo.remove(path.join('.git/objects', missing.slice(0, 2), missing.slice(2)));
    const before = process.env['PATH'];
    process.env['PATH'] = `${repo.dir}${path.delimiter}${before}`;
    try {
      await survives();
    } finally {
      process.env['PATH'] = before;
    }
  });

  it('opens no pager, editor, signature checker or alternate', async () => {
    const pager = quoted(mark('pager'));
    await config(
      `[core]\n\tpager = ${pager}\n\teditor = ${pager}\n\talternateRefsCommand = ${pager}\n[pager]\n\tdiff = ${pager}\n\trev-parse = ${pager}`,
    );
    await config(`[gpg]\n\tprogram = ${await program('gpg')}\n[log]\n\tshowSignature = true\n[interactive]\n\tdiffFilter = ${pager}`);
    await config(`[alias]\n\tdiff = ${quoted(`!${mark('alias')}`)}\n\tls-files = ${quoted(`!${mark('alias2')}`)}`);
    assert.deepEqual(await survives(), []);
  });

  it('obeys no GIT_ variable of its surroundings', async () => {
    const names = {
      GIT_EXTERNAL_DIFF: await program('env-diff'),
      GIT_DIR: '/nowhere',
      GIT_INDEX_FILE: '/nowhere',
      GIT_CONFIG_PARAMETERS: `'diff.external=${await program('env-config')}'`,
    };
    Object.assign(process.env, names);
    try {
      assert.deepEqual(await survives(), []);
    } finally {
      for (const name of Object.keys(names)) delete process.env[name];
    }
  });

  it('obeys no included configuration and no variable that names another one, another program or another place', async () => {
    await writeFile(
      path.join(repo.dir, '.git/evil'),
      `[diff]\n\texternal = ${quoted(mark('included', 'true'))}\n[core]\n\tfsmonitor = ${quoted(mark('included-monitor', 'false'))}\n`,
    );
    await config('[include]\n\tpath = evil\n[extensions]\n\tworktreeConfig = true');
    await writeFile(path.join(repo.dir, '.git/config.worktree'), `[diff]\n\texternal = ${quoted(mark('worktree', 'true'))}\n`);
    assert.deepEqual(await survives(['diff'], ['status']), []);
    const evil = await program('env-program');
    const names = {
      GIT_EXEC_PATH: programs,
      GIT_WORK_TREE: programs,
      GIT_COMMON_DIR: programs,
      GIT_OBJECT_DIRECTORY: programs,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: programs,
      GIT_NAMESPACE: 'evil',
      GIT_TEMPLATE_DIR: programs,
      GIT_PAGER: evil,
      GIT_EDITOR: evil,
      GIT_SSH: evil,
      GIT_SSH_COMMAND: evil,
      GIT_ASKPASS: evil,
      GIT_PROXY_COMMAND: evil,
      GIT_ATTR_SOURCE: 'base',
      GIT_DIFF_OPTS: '--unified=9',
      GIT_LITERAL_PATHSPECS: '1',
      GIT_ICASE_PATHSPECS: '1',
      GIT_QUARANTINE_PATH: programs,
      GIT_SHALLOW_FILE: evil,
      GIT_GRAFT_FILE: evil,
      GIT_REPLACE_REF_BASE: 'refs/evil',
      GIT_CONFIG: path.join(repo.dir, '.git/evil'),
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'diff.external',
      GIT_CONFIG_VALUE_0: evil,
      GIT_TRACE: path.join(marks, 'trace'),
      GIT_TRACE2_EVENT: path.join(marks, 'trace2'),
      GIT_OPTIONAL_LOCKS: '1',
      GIT_ALLOW_PROTOCOL: 'ext',
      GIT_NO_LAZY_FETCH: '0',
    };
    Object.assign(process.env, names);
    try {
      assert.deepEqual(await survives(), []);
    } finally {
      for (const name of Object.keys(names)) delete process.env[name];
    }
  });

  it('cannot hold up a reading with a pattern of function names that backtracks', async function () {
    this.timeout(20_000);
    await config('[diff "slow"]\n\txfuncname = "^((a*)*)*\\\\1\\\\2(b)$"\n\tfuncname = "^\\\\(\\\\(a*\\\\)*\\\\)*\\\\1\\\\2$"');
    await repo.write('.gitattributes', '*.ts diff=slow\n');
    await repo.commit('long', { 'a.ts': `${`${'a'.repeat(60)}c\n`.repeat(2_000)}x\n` });
    await repo.write('a.ts', `${`${'a'.repeat(60)}c\n`.repeat(2_000)}y\n`);
    assert.deepEqual(await survives(), []);
  });

  it('cannot hide a change behind replaced objects or grafts', async () => {
    const [head, base] = [await repo.git('rev-parse', 'HEAD'), await repo.git('rev-parse', 'base')];
    await repo.git('replace', '-f', '--graft', head);
    const { changes, contents } = await createChangeReader(await openRepo(repo.dir)).read({ kind: 'commit', commit: head }, { signal });
    await contents.close();
    assert.equal(changes.base, base);
    assert.ok(changes.files.some((file) => file.path === 'a.ts' && file.status === 'modified'));
  });

  it('cannot hang or crash a reading with pathological attributes and ignore rules', async () => {
    const stars = `${'*a'.repeat(500)}b`;
    await repo.write(
      '.gitattributes',
      `${'[attr]m m2\n'.repeat(50)}* ${'x'.repeat(1_500)}\n${'**/'.repeat(200)}* linguist-generated\n"unterminated\n* working-tree-encoding=NO-SUCH\n`,
    );
    await repo.write('.reverie/ignore', `${stars}\n${'**/a/'.repeat(500)}b\n[\n!\n/\n${'{a,b}'.repeat(40)}\n\\\n`);
    await repo.write(`${'a'.repeat(200)}/${'a'.repeat(200)}.txt`, 'x\n');
    await survives();
  });

  it('is not entered through a submodule either, and its changes are named all the same', async () => {
    const sub = repoAt(path.join(repo.dir, 'lib'));
    await appendFile(
      path.join(repo.dir, '.git/modules/lib/config'),
      [
        `\n[filter "f"]\n\tclean = ${quoted(mark('sub-clean'))}\n\tprocess = ${quoted(mark('sub-process'))}\n\trequired = true`,
        `[diff]\n\texternal = ${quoted(mark('sub-external', 'true'))}`,
        `[core]\n\tfsmonitor = ${quoted(mark('sub-fsmonitor', 'false'))}\n\tpager = ${quoted(mark('sub-pager'))}\n`,
      ].join('\n'),
    );
    const hooks = path.join(repo.dir, '.git/modules/lib/hooks');
    await mkdir(hooks, { recursive: true });
    await writeFile(path.join(hooks, 'post-index-change'), `#!/bin/sh\n${mark('sub-hook', 'true')}\n`);
    await chmod(path.join(hooks, 'post-index-change'), 0o755);
    await sub.write('.gitattributes', '* filter=f\n');
    assert.deepEqual(await survives(['-C', 'lib', 'status'], ['status', '--ignore-submodules=none']), []);
    const { changes, contents } = await createChangeReader(await openRepo(repo.dir)).read({ kind: 'uncommitted' }, { signal });
    await contents.close();
    assert.match(changes.files.find((file) => file.path === 'lib')?.skip ?? '', /with changes of its own/);
  });

  it('cannot point its submodule at another folder', async () => {
    await repo.git('-C', 'lib', 'config', 'core.worktree', programs);
    await program('secret');
    const { changes, contents } = await createChangeReader(await openRepo(repo.dir)).read({ kind: 'uncommitted' }, { signal });
    await contents.close();
    assert.match(changes.files.find((file) => file.path === 'lib')?.skip ?? '', /not its own|cannot be looked into/);
  });
});
