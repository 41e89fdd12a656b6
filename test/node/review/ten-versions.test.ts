import assert from 'node:assert/strict';
import type { Finding } from '../../../src/core/review/finding.js';
import type { Scope } from '../../../src/core/changes/change-set.js';
import { openEngine, type TestEngine } from '../../support/engine.js';
import { type TempRepo, tempRepo } from '../../support/git-repo.js';

const base = `import { load } from './load.js';

export function first(items) {
  const list = load(items);
  return list.length;
}

export function second(items) {
  const list = load(items);
  return list.map((i) => i.id);
}

export function third(items) {
  return items.filter(Boolean);
}
`;

/** The change under review: five remarks in three functions, two of them the same line. */
const change = base
  .replace(
    '  return list.length;',
    "  console.log('first', list);\n  try {\n    list.check();\n  } catch (error) {\n  }\n  return list.length;",
  )
  .replace('  return list.map', "  console.log('items', items);\n  return list.map")
  .replace('  return items.filter', "  console.log('items', items);\n  if (items == null) debugger;\n  return items.filter");

/** Each makes the next version of the last one, and leaves every flagged line as it is. */
const edits: ((text: string) => string)[] = [
  (t) => `// A licence.\n// Of two lines.\n${t}`,
  (t) => t.replace('export function second', 'export function zeroth() {\n  return 0;\n}\n\nexport function second'),
  (t) => t.replace('(i) => i.id', '(item) => item.id'),
  (t) => t.replaceAll('  ', '\t'),
  (t) => t.replaceAll('\t', '    '),
  (t) => t.replace('export function first(items) {', 'export function firstOf(items, options = {}) {'),
  (t) => t.replace('    return list.length;', '    const n = list.length;\n    return n;'),
  (t) => {
    const at = t.indexOf('export function third');
    const third = t.slice(at);
    const head = t.indexOf('export function firstOf');
    return `${t.slice(0, head)}${third}\n${t.slice(head, at)}`;
  },
  (t) => t.replaceAll('\n', '\r\n'),
  (t) => `${t.replaceAll('\r\n', '\n')}\nexport function last() {\n    return 'last';\n}\n`,
];

describe('ten edited versions of one change', () => {
  let repo: TempRepo;
  let engine: TestEngine;

  beforeEach(async () => {
    repo = await tempRepo({ 'src/a.js': base, 'README.md': 'x\n' });
    engine = await openEngine(repo);
  });

  afterEach(async () => {
    await engine.reverie.close();
    await repo.dispose();
  });

  const statuses = (findings: Finding[]) => findings.map((f) => `${f.rule} ${f.status}`).sort((a, b) => (a < b ? -1 : 1));
  const fingerprints = (findings: Finding[]) => findings.map((f) => f.fingerprint).sort((a, b) => (a < b ? -1 : 1));

  for (const [name, scope] of Object.entries<Scope>({ uncommitted: { kind: 'uncommitted' }, branch: { kind: 'branch', base: 'main' } })) {
    it(`repeat no finding as new, and lose no dismissal (${name})`, async () => {
      const committed = scope.kind === 'branch';
      if (committed) await repo.git('switch', '-q', '-c', 'feature');
      const put = async (text: string) => {
        if (committed) await repo.commit('version', { 'src/a.js': text });
        else await repo.write('src/a.js', text);
      };
      await put(change);
      const first = await engine.review({ scope });
      assert.equal(first.findings.length, 5);
      assert.ok(first.findings.every((f) => f.status === 'new'));
      const dismissed = first.findings.find((f) => f.rule === 'js/console-log' && f.anchor.quote?.includes("'items'"));
      await engine.say(dismissed!.id, 'dismiss', 'intended');
      let text = change;
      for (const [index, edit] of edits.entries()) {
        text = edit(text);
        await put(text);
        const { findings } = await engine.review({ scope });
        assert.deepEqual(fingerprints(findings), fingerprints(first.findings), `version ${index + 2}`);
        assert.deepEqual(
          findings.filter((f) => f.status !== 'open').map((f) => [f.fingerprint, f.status]),
          [[dismissed!.fingerprint, 'dismissed']],
          `version ${index + 2}`,
        );
      }
    });
  }

  it('keep a dismissal through a rename of the file, uncommitted and committed', async () => {
    await repo.git('switch', '-q', '-c', 'feature');
    await repo.commit('change', { 'src/a.js': change });
    const scope: Scope = { kind: 'branch', base: 'main' };
    const { findings } = await engine.review({ scope });
    for (const f of findings) await engine.say(f.id, 'dismiss', 'intended');
    await repo.git('mv', 'src/a.js', 'src/b.js');
    await repo.commit('rename');
    const renamed = await engine.review({ scope });
    assert.deepEqual([...new Set(renamed.findings.map((f) => f.status))], ['dismissed']);
    assert.deepEqual(fingerprints(renamed.findings), fingerprints(findings));
    assert.ok(renamed.findings.every((f) => f.anchor.path === 'src/b.js'));
    // two renames between two reviews, the second with edits
    await repo.git('mv', 'src/b.js', 'src/c.js');
    await repo.commit('rename again');
    await repo.git('mv', 'src/c.js', 'lib.js');
    await repo.commit('and again', { 'lib.js': `// moved\n${change}` });
    const again = await engine.review({ scope });
    assert.deepEqual(statuses(again.findings), statuses(renamed.findings));
  });

  it('keep a dismissal through a rebase over changes of the same file, and a squash', async () => {
    await repo.git('switch', '-q', '-c', 'feature');
    await repo.commit('change', { 'src/a.js': change });
    const scope: Scope = { kind: 'branch', base: 'main' };
    const { findings } = await engine.review({ scope });
    for (const f of findings) await engine.say(f.id, 'dismiss', 'intended');
    await repo.git('switch', '-q', 'main');
    await repo.commit('meanwhile', { 'src/a.js': `// one\n// two\n// three\n${base.replace('filter(Boolean)', 'filter((i) => i)')}` });
    await repo.git('switch', '-q', 'feature');
    await repo.git('rebase', '-q', '-X', 'theirs', 'main');
    const rebased = await engine.review({ scope });
    assert.deepEqual(fingerprints(rebased.findings), fingerprints(findings));
    assert.deepEqual([...new Set(rebased.findings.map((f) => f.status))], ['dismissed']);
    await repo.commit('more', { 'README.md': 'y\n' });
    await repo.git('reset', '-q', '--soft', 'main');
    await repo.commit('squashed');
    assert.deepEqual([...new Set((await engine.review({ scope })).findings.map((f) => f.status))], ['dismissed']);
  });

  it('bring a dismissed one back only when its own code really changes', async () => {
    await repo.write('src/a.js', change);
    const { findings } = await engine.review();
    const target = findings.find((f) => f.anchor.quote?.includes("'first'"))!;
    await engine.say(target.id, 'dismiss', 'intended');
    const status = async (text: string) => {
      await repo.write('src/a.js', text);
      return (await engine.review()).findings.find((f) => f.fingerprint === target.fingerprint)?.status;
    };
    assert.equal(
      await status(change.replace("console.log('first', list);", "console.log( 'first',   list );")),
      'dismissed',
      'white space',
    );
    assert.equal(await status(change.replace('list.check()', 'list.checkAll()')), 'dismissed', 'a line beside it');
    assert.equal(await status(change.replace("console.log('first', list);", "console.log('first', list, secret(items));")), 'reappeared');
    assert.equal(await status(change), 'dismissed', 'the code that was dismissed again');
  });

  it('lose no verdict by switching branches and back, and invent no fix', async () => {
    const scope: Scope = { kind: 'branch', base: 'main' };
    await repo.git('switch', '-q', '-c', 'feature');
    await repo.commit('change', { 'src/a.js': change });
    await repo.git('switch', '-q', '-c', 'other', 'main');
    // the same place reads otherwise here
    await repo.commit('other', { 'src/a.js': change.replace("console.log('first', list);", "console.log('first', list, items);") });
    await repo.git('switch', '-q', 'feature');
    const { findings } = await engine.review({ scope });
    const [dismissed, accepted] = [
      findings.find((f) => f.anchor.quote?.includes("'first'"))!,
      findings.find((f) => f.rule === 'js/empty-catch')!,
    ];
    await engine.say(dismissed.id, 'dismiss', 'intended');
    await engine.say(accepted.id, 'accept');
    for (let round = 0; round < 3; round++) {
      await repo.git('switch', '-q', 'main');
      await engine.review({ scope });
      await repo.git('switch', '-q', 'other');
      const there = await engine.review({ scope });
      assert.equal(there.findings.filter((f) => f.status === 'fixed').length, 0, 'nothing was fixed on the other branch');
      await repo.git('switch', '-q', 'feature');
      const back = await engine.review({ scope });
      assert.equal(back.findings.filter((f) => f.status === 'fixed').length, 0);
      assert.equal(back.findings.filter((f) => f.status === 'new').length, 0);
      assert.equal(back.findings.find((f) => f.fingerprint === dismissed.fingerprint)?.status, 'dismissed');
      assert.ok(back.accepted?.includes(accepted.fingerprint), 'what was accepted still is');
    }
  });

  it('call open what was fixed on one branch alone, and keep its verdict', async () => {
    const scope: Scope = { kind: 'branch', base: 'main' };
    await repo.git('switch', '-q', '-c', 'feature');
    await repo.commit('change', { 'src/a.js': change });
    const { findings } = await engine.review({ scope });
    const target = findings.find((f) => f.rule === 'js/empty-catch')!;
    await engine.say(target.id, 'accept');
    await repo.git('switch', '-q', '-c', 'fix');
    await repo.commit('fix', { 'src/a.js': change.replace('catch (error) {\n  }', 'catch (error) {\n    report(error);\n  }') });
    const fixed = await engine.review({ scope });
    assert.equal(fixed.findings.find((f) => f.fingerprint === target.fingerprint)?.status, 'fixed');
    await repo.git('switch', '-q', 'feature');
    const back = await engine.review({ scope });
    assert.equal(back.findings.find((f) => f.fingerprint === target.fingerprint)?.status, 'open');
    assert.ok(back.accepted?.includes(target.fingerprint));
  });
});
