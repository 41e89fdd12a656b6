import assert from 'node:assert/strict';
import { chmod, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { Scope } from '../../../src/core/changes/change-set.js';
import type { ReviewReport } from '../../../src/core/review/review-report.js';
import { openRepo } from '../../../src/node/changes/open-repo.js';
import { openTeamRules } from '../../../src/node/analysis/team-rules.js';
import { openEngine } from '../../support/engine.js';
import { tempRepo, type TempRepo } from '../../support/git-repo.js';

const rule = (id: string, name: string, more = ''): string =>
  `id: ${id}\nlanguage: ts\nmessage: Say no ${name}\nrule: { pattern: '${name}($$$)' }\n${more}`;
const folder = '.reverie/rules';

async function review(repo: TempRepo, scope: Scope): Promise<ReviewReport> {
  const engine = await openEngine(repo);
  try {
    return await engine.review({ scope });
  } finally {
    await engine.reverie.close();
  }
}

const rulesOf = (report: ReviewReport): string[] => report.findings.map((finding) => finding.rule ?? '').sort();

describe('the rules of a team', () => {
  let repo: TempRepo;
  beforeEach(async () => {
    repo = await tempRepo({ 'a.ts': 'start();\n', [`${folder}/own.yml`]: rule('own', 'foo') });
  });
  afterEach(() => repo.dispose());

  it('count in a review of the work tree as they stand there, committed or not', async () => {
    await repo.write('a.ts', 'start();\nfoo();\nbar();\n');
    await repo.write(`${folder}/new.yaml`, rule('new', 'bar', 'cwe: CWE-79\n'));
    await repo.write(`${folder}/deeper/none.yml`, rule('deeper', 'bar'));
    await repo.write(`${folder}/notes.md`, 'no rule');
    const report = await review(repo, { kind: 'uncommitted' });
    assert.deepEqual(rulesOf(report), ['new', 'own']);
    assert.deepEqual(report.warnings, []);
    const found = report.findings.find((finding) => finding.rule === 'new');
    assert.deepEqual(found?.cwe, ['CWE-79']);
    assert.equal(found?.title, 'Say no bar');
    await repo.git('add', 'a.ts');
    assert.deepEqual(rulesOf(await review(repo, { kind: 'staged' })), ['new', 'own']);
    assert.deepEqual(rulesOf(await review(repo, { kind: 'files', paths: ['a.ts'] })), ['new', 'own']);
  });

  it('count in a review of commits as they stood in its base, whatever the change does to them', async () => {
    await repo.git('switch', '-q', '-c', 'topic');
    await repo.remove(`${folder}/own.yml`);
    await repo.commit('change', { 'a.ts': 'start();\nfoo();\nbar();\n', [`${folder}/new.yml`]: rule('new', 'bar') });
    await repo.write(`${folder}/loose.yml`, rule('loose', 'bar'));
    const scopes: Scope[] = [
      { kind: 'commit', commit: 'HEAD' },
      { kind: 'range', from: 'main', to: 'topic' },
      { kind: 'branch', base: 'main' },
    ];
    for (const scope of scopes) {
      const report = await review(repo, scope);
      assert.deepEqual(rulesOf(report), ['own'], scope.kind);
      assert.deepEqual(report.warnings, [], scope.kind);
    }
    assert.deepEqual(rulesOf(await review(repo, { kind: 'commit', commit: 'main' })), [], 'a first commit has no base');
  });

  it('are told of with file and line when they are broken, and cost only themselves', async () => {
    await repo.write('a.ts', 'start();\nfoo();\neval(x);\n');
    await repo.write(`${folder}/syntax.yml`, '# first\nid: a\nlanguage: [ts\n');
    await repo.write(`${folder}/field.yml`, `\n${rule('b', 'foo')}severity: awful\n`);
    await repo.write(`${folder}/pattern.yml`, rule('c', 'foo').replace("pattern: 'foo($$$)'", 'kind: nothing_of_the_kind'));
    await repo.write(`${folder}/strange.yml`, rule('d', 'foo').replace("'foo($$$)'", "'foo((('"));
    await repo.write(`${folder}/taken.yml`, rule('js/eval', 'foo'));
    await repo.write(`${folder}/text.yml`, 'not a rule');
    await repo.write(`${folder}/bytes.yml`, new Uint8Array([0, 1, 2, 255]));
    await repo.write(`${folder}/large.yml`, `${rule('large', 'foo')}# ${'x'.repeat(100_000)}\n`);
    await symlink(path.join(repo.dir, folder, 'own.yml'), path.join(repo.dir, folder, 'link.yml'));
    const report = await review(repo, { kind: 'uncommitted' });
    assert.deepEqual(
      rulesOf(report).filter((id) => !id.startsWith('change')),
      ['js/eval', 'own'],
    );
    const expected = [
      /^\.reverie\/rules\/bytes\.yml:1: not a text$/,
      /^\.reverie\/rules\/field\.yml:6: severity: expected one of /,
      /^\.reverie\/rules\/large\.yml:1: 101 KB are too much/,
      /^\.reverie\/rules\/link\.yml:1: a symbolic link is not followed$/,
      /^\.reverie\/rules\/pattern\.yml:4: c: typescript: .*nothing_of_the_kind/,
      /^\.reverie\/rules\/strange\.yml:4: d: typescript: .*"foo\(\(\(" is no code of this language/,
      /^\.reverie\/rules\/syntax\.yml:[34]: /,
      /^\.reverie\/rules\/taken\.yml:1: there is a rule js\/eval already$/,
      /^\.reverie\/rules\/text\.yml:1: expected a rule: /,
    ];
    const warnings = report.warnings.toSorted();
    assert.equal(warnings.length, expected.length, warnings.join('\n'));
    for (const [i, pattern] of expected.entries()) assert.match(warnings[i]!, pattern);
  });

  it('are told of in the same words when they are broken in the base', async () => {
    await repo.commit('broken', { [`${folder}/text.yml`]: 'not a rule', [`${folder}/large.yml`]: 'x'.repeat(100_000) });
    await symlink('own.yml', path.join(repo.dir, folder, 'link.yml'));
    await repo.commit('link');
    await repo.commit('change', { 'a.ts': 'start();\nfoo();\n' });
    const report = await review(repo, { kind: 'commit', commit: 'HEAD' });
    assert.deepEqual(rulesOf(report), ['own']);
    assert.deepEqual(
      report.warnings.map((warning) => warning.replace(/(:1: .{10}).*/, '$1')),
      ['.reverie/rules/large.yml:1: 100 KB are', '.reverie/rules/link.yml:1: a symbolic', '.reverie/rules/text.yml:1: expected a'],
    );
  });

  it('are not read through a folder that is a link', async () => {
    const elsewhere = await tempRepo({ 'own.yml': rule('elsewhere', 'foo') });
    try {
      await repo.remove(folder);
      await symlink(elsewhere.dir, path.join(repo.dir, folder));
      await repo.write('a.ts', 'start();\nfoo();\n');
      const report = await review(repo, { kind: 'files', paths: ['a.ts'] });
      assert.deepEqual(rulesOf(report), []);
      assert.deepEqual(report.warnings, ['.reverie/rules:1: a symbolic link is not followed']);
    } finally {
      await elsewhere.dispose();
    }
  });

  it('are left out beyond a number that nobody writes, by name', async () => {
    const texts = Object.fromEntries(Array.from({ length: 510 }, (_, i) => [`${folder}/r${String(i).padStart(3, '0')}.yml`, `# ${i}\n`]));
    await repo.commit('many', texts);
    const read = openTeamRules(await openRepo(repo.dir));
    for (const scope of [{ kind: 'uncommitted' }, { kind: 'commit', commit: 'HEAD' }] as const) {
      const { documents, problems } = await read.read({ scope, base: 'HEAD' });
      assert.equal(documents.length, 500);
      assert.match(problems[0]?.reason ?? '', /^11 of 511 files are left out/);
    }
  });

  it('that cannot be read are told of, and the review goes on', async function () {
    if (process.platform === 'win32' || process.getuid?.() === 0) this.skip();
    await repo.write('a.ts', 'start();\neval(x);\n');
    await chmod(path.join(repo.dir, folder), 0o000);
    try {
      const report = await review(repo, { kind: 'files', paths: ['a.ts'] });
      assert.deepEqual(rulesOf(report), ['js/eval']);
      assert.match(report.warnings.join('\n'), /\.reverie\/rules cannot be read/);
    } finally {
      await chmod(path.join(repo.dir, folder), 0o755);
    }
  });
});
