import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { createRedact } from '../../../src/core/analysis/redact.js';
import type { FileCoverage } from '../../../src/core/changes/coverage.js';
import { Candidate } from '../../../src/core/review/finding.js';
import { createRuleAnalyzer, type RuleAnalyzerOptions } from '../../../src/node/analysis/rule-analyzer.js';
import { sampleKey, sampleSecrets } from '../../core/analysis/sample-secrets.js';
import { type FakeFile, fakeChange } from './fake-change.js';
import { assets } from './syntax-assets.js';

const redact = createRedact({ keyed: (text) => createHash('sha256').update(text).digest('hex').slice(0, 12) });
const builtIn = createRuleAnalyzer({ assets, redact });

const warn = (message: string): never => assert.fail(message);

type Outcome = { candidates: Candidate[]; coverage: FileCoverage[]; reads: string[]; warnings: string[] };

async function analyze(files: FakeFile | FakeFile[], options?: Partial<RuleAnalyzerOptions>): Promise<Outcome> {
  const { changes, contents, reads } = fakeChange([files].flat());
  const analyzer = options ? createRuleAnalyzer({ assets, redact, ...options }) : builtIn;
  const candidates: Candidate[] = [];
  const warnings: string[] = [];
  const hear = options?.teamRules ? (message: string): void => void warnings.push(message) : warn;
  const coverage = await analyzer.analyze({ changes, contents, signal: new AbortController().signal, warn: hear }, (candidate) =>
    candidates.push(candidate),
  );
  for (const candidate of candidates) Candidate.parse(candidate);
  return { candidates, coverage, reads, warnings };
}

/** A team's rules as files of these texts. */
function team(texts: Record<string, string>): Pick<RuleAnalyzerOptions, 'teamRules'> {
  const documents = Object.entries(texts).map(([name, text]) => ({ file: `.reverie/rules/${name}`, text }));
  return { teamRules: { read: async () => ({ documents, problems: [] }) } };
}

/** `rule@line` of each finding. */
const places = ({ candidates }: Pick<Outcome, 'candidates'>): string[] =>
  candidates.map(({ rule, anchor }) => `${rule}@${anchor.state === 'exact' ? anchor.startLine : anchor.why}`);

const secret = sampleSecrets.find((sample) => sample.kind === 'github-token')!.value;

describe('the rule analyzer', () => {
  it('finds a mistake on an added line, with its code, its place and what encloses it', async () => {
    const before = 'class Cart {\n  total(items) {\n    return 1;\n  }\n}\n';
    const after = before.replace('return 1;', 'if (items === []) return 0;\n    return 1;');
    const { candidates, coverage } = await analyze({ path: 'src/cart.ts', before, after });
    assert.equal(candidates.length, 1);
    const [{ anchor, ...said }] = candidates as [Candidate];
    assert.deepEqual(said, {
      rule: 'js/compare-new-object',
      category: 'correctness',
      severity: 'high',
      confidence: 0.95,
      title: 'A new object is never equal to anything',
      body: said.body,
      source: { kind: 'analyzer', name: 'rules' },
    });
    assert.ok(anchor.state === 'exact');
    assert.equal(anchor.quote, '    if (items === []) return 0;');
    assert.equal(anchor.startLine, 3);
    assert.equal(anchor.symbol, 'Cart.total');
    assert.deepEqual(coverage, [{ state: 'reviewed', path: 'src/cart.ts', hunks: 1 }]);
  });

  it('says nothing of a mistake that was there before', async () => {
    const before = 'if (a === a) go();\nstop();\n';
    assert.deepEqual(places(await analyze({ path: 'a.ts', before, after: before.replace('stop', 'halt') })), []);
  });

  it('does not read the old version when nothing was found, nor parse anything without a word of a rule', async () => {
    const { reads } = await analyze({ path: 'a.py', before: 'x = 1\n', after: 'x = 2\n' }, { assets: '/nowhere', builtIn: [] });
    assert.deepEqual(reads, ['new a.py']);
  });

  const block = 'function load() {\n  try {\n    read();\n  } catch (e) {}\n  users.forEach(async (u) => {\n    await save(u);\n  });\n}\n';
  const rest = 'one();\ntwo();\nthree();\nfour();\nfive();\nsix();\nseven();\neight();\nnine();\nten();\neleven();\n';

  it('introduces nothing by indenting a block', async () => {
    const after = `if (ready) {\n${block.replaceAll(/^(?=.)/gm, '  ')}}\n`;
    assert.deepEqual(places(await analyze({ path: 'a.js', before: block, after })), []);
  });

  it('introduces nothing by moving a block', async () => {
    assert.deepEqual(places(await analyze({ path: 'a.js', before: block + rest, after: rest + block })), []);
    assert.deepEqual(places(await analyze({ path: 'a.js', before: rest + block, after: block + rest })), []);
  });

  it('introduces nothing by reformatting', async () => {
    const before = "const p = eval( 'a' + b )\nconst q = x.innerHTML\n";
    const after = 'const p = eval("a" + b);\nconst q = x.innerHTML;\n';
    assert.deepEqual(places(await analyze({ path: 'a.js', before, after })), []);
  });

  it('introduces nothing by changing the body of what was wrong before', async () => {
    const after = block.replace('await save(u);', 'await save(u);\n    log(u);');
    assert.deepEqual(places(await analyze({ path: 'a.js', before: block, after })), []);
    const indented = `if (x) {\n${after.replaceAll(/^(?=.)/gm, '  ')}}\n`;
    assert.deepEqual(places(await analyze({ path: 'a.js', before: block, after: indented })), []);
  });

  it('introduces nothing by removing lines', async () => {
    const before = 'try {\n  read();\n} catch (e) {\n  report(e);\n}\n';
    assert.deepEqual(places(await analyze({ path: 'a.js', before, after: before.replace('  report(e);\n', '') })), []);
  });

  it('introduces one by copying', async () => {
    assert.deepEqual(places(await analyze({ path: 'a.js', before: block, after: block + rest + block })), [
      'js/empty-catch@23',
      'js/async-for-each@24',
    ]);
    assert.deepEqual(places(await analyze({ path: 'a.js', before: 'eval(a);\n', after: 'eval(a);\neval(a);\n' })), ['js/eval@2']);
  });

  it('finds what an added line makes wrong under an unchanged head', async () => {
    const before = 'users.forEach(async (user) => {\n  save(user);\n});\n';
    assert.deepEqual(places(await analyze({ path: 'a.js', before, after: before.replace('save', 'await save') })), ['js/async-for-each@1']);
    const python = 'try:\n    load()\nexcept Exception:\n    report()\n';
    assert.deepEqual(places(await analyze({ path: 'a.py', before: python, after: python.replace('report()', 'pass') })), [
      'py/except-pass@3',
    ]);
  });

  it('introduces nothing by any order of the blocks of a file', async () => {
    const blocks = [
      'if (a === a) go();\n',
      'debugger;\n',
      block,
      'const x = `${y}`;\n',
      'if (n === NaN) stop();\n',
      'eval(code);\n',
      'eval(code);\n',
      `const t = "${secret}";\n`,
    ];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(blocks, { minLength: blocks.length }), fc.subarray(blocks), async (before, dropped) => {
        const after = blocks.filter((b) => !dropped.includes(b));
        assert.deepEqual(places(await analyze({ path: 'a.js', before: before.join(''), after: after.join('') })), []);
      }),
      { numRuns: 40 },
    );
  });

  it('reports a secret once for each line, with its value replaced everywhere', async () => {
    const after = `const a = "${secret}", b = "${secret}";\nsend("${secret}");\neval(f("${secret}"));\n`;
    const outcome = await analyze({ path: 'a.js', after });
    assert.deepEqual(places(outcome), ['secret/github-token@1', 'secret/github-token@2', 'secret/github-token@3', 'js/eval@3']);
    assert.ok(!JSON.stringify(outcome.candidates).includes(secret));
    assert.deepEqual(outcome.candidates[0]?.cwe, ['CWE-798']);
  });

  it('says nothing of a secret that stood in the file before', async () => {
    const before = `const a = "${secret}";\n`;
    assert.deepEqual(places(await analyze({ path: 'a.js', before, after: `function f() {\n  return "${secret}";\n}\n` })), []);
  });

  it('reports a private key at its lines', async () => {
    const { candidates } = await analyze({ path: 'deploy/key.pem', after: `# key\n${sampleKey('\n')}\n` });
    assert.equal(candidates.length, 1);
    const [candidate] = candidates;
    assert.ok(candidate?.anchor.state === 'exact');
    assert.deepEqual([candidate.rule, candidate.anchor.startLine, candidate.anchor.endLine], ['secret/private-key', 2, 10]);
    assert.ok(!/[A-Za-z0-9+/]{40}/.test(candidate.anchor.quote));
  });

  it('does not guess secrets in tests, and still sees those with a shape of their own', async () => {
    const after = `const password = 'Str0ng!pa55';\nconst token = "${secret}";\n`;
    assert.deepEqual(places(await analyze({ path: 'src/a.ts', after })), ['secret/generic-secret@1', 'secret/github-token@2']);
    assert.deepEqual(places(await analyze({ path: 'test/a.ts', after })), ['secret/github-token@2']);
  });

  it('sees merge conflicts in every text, and headings for what they are', async () => {
    const conflict = '<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> branch\n';
    assert.deepEqual(places(await analyze({ path: 'notes.cfg', before: 'x\n', after: `x\n${conflict}` })), ['text/merge-conflict@2']);
    assert.deepEqual(places(await analyze({ path: 'a.md', after: `Title\n=======\n\n\`\`\`\n${conflict}\`\`\`\n` })), []);
  });

  it('sees focused tests in test files only', async () => {
    const after = "describe.only('cart', () => {\n  fit('adds', () => {});\n});\n";
    assert.deepEqual(places(await analyze({ path: 'src/cart.spec.ts', after })), ['js/focused-test@1']);
    assert.deepEqual(places(await analyze({ path: 'src/fit.ts', after })), []);
  });

  it('offers a fix as whole lines whose old text is exact', async () => {
    const after = 'const a = 1;\r\nconst n = list\r\n  .map(parseInt); // all\r\n';
    const { candidates } = await analyze({ path: 'a.ts', after });
    assert.deepEqual(candidates[0]?.fix?.edits, [
      {
        path: 'a.ts',
        startLine: 2,
        endLine: 3,
        expect: 'const n = list\n  .map(parseInt); // all',
        replace: 'const n = list.map((text) => parseInt(text, 10)); // all',
      },
    ]);
  });

  it('offers no fix that would write a secret', async () => {
    const { candidates } = await analyze({ path: 'a.ts', after: `const n = list.map(parseInt).concat("${secret}");\n` });
    const found = candidates.find((candidate) => candidate.rule === 'js/map-parse-int');
    assert.ok(found);
    assert.equal(found.fix, undefined);
  });

  it('keeps its places in texts with a byte-order mark and signs beyond the first plane', async () => {
    const after = '\uFEFFconst face = "😀😀"; const wide = "é漢";\nconst s = "😀"; if (s === s) go();\n';
    const { candidates } = await analyze({ path: 'a.ts', after });
    assert.deepEqual(places({ candidates }), ['js/self-compare@2']);
  });

  it('looks at the text of a file whose syntax is broken, and leaves broken code alone', async () => {
    const after = `function ( {\n  x = eval(a +* );{{{\n${secret}\n<<<<<<< HEAD\n=======\n>>>>>>> b\n`;
    const outcome = await analyze({ path: 'a.js', after });
    assert.deepEqual(places(outcome), ['secret/github-token@3', 'text/merge-conflict@4']);
    assert.equal(outcome.coverage[0]?.state, 'reviewed');
  });

  it('says what it could not look at, and why', async () => {
    const { coverage } = await analyze([
      { path: 'a.ts', after: { state: 'unreadable', reason: 'permission denied' } },
      { path: 'b.ts', after: { state: 'binary', reason: 'binary' } },
      { path: 'c.ts', after: { state: 'oversized', reason: '3 MB' } },
      { path: 'd.ts', before: 'debugger;\n' },
      { path: 'e.ts', after: 'x\n', skip: 'generated' },
      { path: 'f.js', after: `${'a(1);'.repeat(1000)}\n` },
    ]);
    assert.deepEqual(
      coverage.map((row) => [row.path, row.state, 'reason' in row ? row.reason : '']),
      [
        ['a.ts', 'failed', 'permission denied'],
        ['b.ts', 'skipped', 'binary'],
        ['c.ts', 'skipped', '3 MB'],
        ['d.ts', 'reviewed', ''],
        ['f.js', 'skipped', 'minified: its lines have 5000 characters on average'],
      ],
    );
  });

  it('does not quote a line that is too long to be read', async () => {
    const { candidates } = await analyze({ path: 'bundle.txt', after: `${'x '.repeat(2000)}${secret}\n` });
    assert.equal(candidates[0]?.anchor.state, 'file');
    assert.equal(candidates[0].anchor.quote, undefined);
  });

  it('gives up on the syntax of a text that is nested to be slow, and says so', async () => {
    const after = `${'(\n'.repeat(20_000)}a === a${')\n'.repeat(20_000)}\n"${secret}"\n`;
    const outcome = await analyze([
      { path: 'a.js', after },
      { path: 'b.js', after: 'debugger;\n' },
    ]);
    assert.match(JSON.stringify(outcome.coverage[0]), /"failed".*nested deeper/);
    assert.equal(outcome.candidates.at(-1)?.rule, 'js/debugger');
  });

  it('keeps what it found when it is cancelled, and names the files it did not reach', async () => {
    const files = Array.from({ length: 50 }, (_, i) => ({ path: `f${i}.js`, after: 'debugger;\n' }));
    const { changes, contents } = fakeChange(files);
    const controller = new AbortController();
    let found = 0;
    const coverage = await builtIn.analyze({ changes, contents, signal: controller.signal, warn }, () => {
      if (++found === 3) controller.abort();
    });
    assert.equal(found, 3);
    assert.deepEqual(
      coverage.map((row) => row.state),
      files.map((_, i) => (i < 3 ? 'reviewed' : 'failed')),
    );
  });

  it('lets others have their turn during long work', async () => {
    const after = 'if (a === b) go(x => x.y);\n'.repeat(1500);
    const { changes, contents } = fakeChange(Array.from({ length: 12 }, (_, i) => ({ path: `f${i}.js`, after })));
    let turns = 0;
    let running = true;
    const count = (): void => {
      turns++;
      if (running) setImmediate(count);
    };
    setImmediate(count);
    await builtIn.analyze({ changes, contents, signal: new AbortController().signal, warn }, () => undefined);
    running = false;
    assert.ok(turns >= 4, `${turns} turns`);
  });

  it('applies the rules of a team, and a broken one costs only itself', async () => {
    const text = `
id: team/no-moment
language: ts
severity: error
message: Use $LIB no more
files: ['src/**']
rule: { pattern: "import $LIB from 'moment'" }
---
id: team/unknown-kind
language: ts
message: x
rule: { kind: no_such_kind, regex: moment }
---
id: team/unknown-field
language: ts
message: x
rule: { pattern: 'import $A from $B', nope: 1 }
`;
    const after = "import m from 'moment';\n";
    const outcome = await analyze(
      [
        { path: 'src/a.ts', after },
        { path: 'src/b.ts', after },
        { path: 'lib/c.ts', after },
      ],
      team({ 'team.yml': text, 'other.yml': 'just text' }),
    );
    assert.deepEqual(places(outcome), ['team/no-moment@1', 'team/no-moment@1']);
    assert.equal(outcome.candidates[0]?.title, 'Use m no more');
    assert.deepEqual(
      outcome.warnings.map((warning) => warning.replace(/(: [^:]*: ).*/, '$1…')),
      [
        '.reverie/rules/other.yml:1: expected a rule: …',
        '.reverie/rules/team.yml:12: team/unknown-kind: …',
        '.reverie/rules/team.yml:17: team/unknown-field: …',
      ],
    );
    assert.match(outcome.warnings[1] ?? '', /no_such_kind/);
    assert.match(outcome.warnings[2] ?? '', /nope/);
  });

  it('names the line of a rule that ast-grep does not take, also in languages that the change has nothing of', async () => {
    const rule = (id: string, language: string, matcher: string): string =>
      `id: ${id}\nlanguage: ${language}\nmessage: x\nrule:\n  any:\n    - pattern: ok()\n    - ${matcher}\n`;
    const { warnings } = await analyze(
      { path: 'a.ts', after: 'ok();\n' },
      team({
        'a.yml': `# ours\n${rule('a', 'ts', 'pattern: a b c')}`,
        'b.yml': rule('b', 'go', 'kind: call'),
        'c.yml': rule('c', '[js, ts]', 'kind: type_annotation'),
        'd.yml': rule('d', 'ts', "regex: '('"),
        'e.yml': rule('js/eval', 'ts', 'kind: call_expression'),
        'f.yml': rule('f', 'php', 'pattern: foo($A)'),
      }),
    );
    assert.deepEqual(
      warnings.map((warning) => warning.split(': ').slice(0, 3).join(': ').replace(/ — .*/, '')),
      [
        '.reverie/rules/e.yml:1: there is a rule js/eval already',
        '.reverie/rules/a.yml:8: a: typescript',
        '.reverie/rules/b.yml:7: b: go',
        '.reverie/rules/c.yml:7: c: javascript',
        '.reverie/rules/d.yml:4: d: typescript',
      ],
    );
  });

  it('reads a bare pattern of a team in every language as its author means it', async () => {
    const rule = (language: string, pattern: string): string =>
      `id: ${language}\nlanguage: ${language}\nmessage: found $A\nrule: { pattern: '${pattern}' }\n`;
    const cases: [language: string, pattern: string, path: string, code: string][] = [
      ['javascript', 'foo($A)', 'a.js', 'foo(x);\n'],
      ['typescript', 'foo($A)', 'a.ts', 'foo(x);\n'],
      ['tsx', 'foo($A)', 'a.tsx', 'foo(x);\n'],
      ['python', 'foo($A)', 'a.py', 'foo(x)\n'],
      ['go', 'fmt.Foo($A)', 'a.go', 'package a\nfunc f() {\n\tfmt.Foo(x)\n}\n'],
      ['java', 'foo($A)', 'A.java', 'class A {\n void f() {\n  foo(x);\n }\n}\n'],
      ['rust', 'foo($A)', 'a.rs', 'fn f() {\n foo(x);\n}\n'],
      ['csharp', 'Foo($A)', 'A.cs', 'class A {\n void F() {\n  Foo(x);\n }\n}\n'],
      ['cpp', 'foo($A)', 'a.c', 'void f() {\n foo(x);\n}\n'],
      ['ruby', 'foo($A)', 'a.rb', 'foo(x)\n'],
      ['php', 'foo($A)', 'a.php', '<?php\nfoo(x);\n'],
      ['bash', 'foo $A', 'a.sh', 'foo x\n'],
    ];
    const rules = team(Object.fromEntries(cases.map(([language, pattern]) => [`${language}.yml`, rule(language, pattern)])));
    const { candidates, warnings } = await analyze(
      cases.map(([, , path, after]) => ({ path, after })),
      { ...rules, builtIn: [] },
    );
    assert.deepEqual(warnings, []);
    assert.deepEqual(
      candidates.map(({ rule: id, title }) => `${id}: ${title}`),
      cases.map(([language]) => `${language}: found x`),
    );
  });

  it('finds what is whole inside something broken', async () => {
    const after = 'a.forEach(async (x) => {\n  b.forEach(async (y) => {\n    await c(y);\n  });\n  await d( +* );\n});\n';
    assert.deepEqual(places(await analyze({ path: 'a.js', after })), ['js/async-for-each@2']);
  });

  it('takes a pattern without an end for one that goes on', async () => {
    const rule = "id: bare-if\nlanguage: js\nmessage: x\nrule: { pattern: 'if ($A) $B' }\n";
    const outcome = await analyze({ path: 'a.js', after: 'if (a) b(); else c();\n' }, team({ 'a.yml': rule }));
    assert.deepEqual(places(outcome), ['bare-if@1']);
  });

  it('survives rules that are made to hurt', async () => {
    const head = 'language: ts\nmessage: x\n';
    const texts = {
      'deep-regex': `rule: { regex: '${'('.repeat(20_000)}' }`,
      'deep-rule': `rule: ${'{ not: '.repeat(300)}{ kind: a }${' }'.repeat(300)}`,
      'deep-pattern': `rule: { pattern: '${'f('.repeat(10_000)}' }`,
      'big-regex': `rule: { regex: '${'(a{1000}'.repeat(4)}${'){1000}'.repeat(4)}' }`,
      loop: 'rule: { matches: u }\nutils: { u: { matches: u } }',
      'slow-glob': `files: ['${'*a'.repeat(2_000)}']\nrule: { regex: abc }`,
    };
    const files = Object.fromEntries(Object.entries(texts).map(([id, text]) => [`${id}.yml`, `id: ${id}\n${head}${text}\n`]));
    const outcome = await analyze({ path: `${'a'.repeat(2_000)}.ts`, after: 'debugger;\nabc();\n' }, team(files));
    assert.ok(places(outcome).includes('js/debugger@1'));
    assert.ok(outcome.warnings.every((warning) => /^\.reverie\/rules\/[\w-]+\.yml:\d+: /.test(warning)));
    assert.equal(outcome.coverage[0]?.state, 'reviewed');
  });
});
