import assert from 'node:assert/strict';
import type { OutsideInput, OutsideReport } from '../../../../src/core/analysis/outside/outside-remark.js';
import { createOutsideAnalyzer } from '../../../../src/core/analysis/outside/outside-analyzer.js';
import { readSarif } from '../../../../src/core/analysis/outside/read-sarif.js';
import { createRedact } from '../../../../src/core/analysis/redact.js';
import { isSecurity } from '../../../../src/core/analysis/security.js';
import type { Candidate } from '../../../../src/core/review/finding.js';
import { type FakeFile, fakeChange } from '../../../node/analysis/fake-change.js';
import { fakePorts } from '../../../support/ports.js';
import { at, eslint, gosec, type Json, result, root, sarif, simple } from './sarif-samples.js';

const { hash } = fakePorts();
const redact = createRedact(hash);

function reportOf(text: string, more: Partial<OutsideReport> = {}): OutsideReport {
  const reading = readSarif(text, { roots: [root] });
  assert.equal(reading.state, 'read');
  return {
    origin: 'x.sarif',
    from: 'file',
    remarks: [],
    problems: [],
    ...(reading.state === 'read' && { remarks: reading.remarks, problems: reading.problems }),
    ...more,
  };
}

async function analyze(
  files: FakeFile[],
  outside: OutsideInput | undefined,
  tree: Record<string, string> = {},
): Promise<{ found: Candidate[]; warnings: string[] }> {
  const analyzer = createOutsideAnalyzer({
    redact,
    hash,
    readWorkTree: async (path) => tree[path],
    run: async ({ name }, { files: given }) => ({ origin: name, from: 'command', remarks: [], problems: [`got ${given.join(' ')}`] }),
  });
  const found: Candidate[] = [];
  const warnings: string[] = [];
  const { changes, contents } = fakeChange(files);
  const input = {
    changes,
    contents,
    signal: new AbortController().signal,
    warn: (m: string) => void warnings.push(m),
    ...(outside && { outside }),
  };
  const coverage = await analyzer.analyze(input, (candidate) => found.push(candidate));
  assert.deepEqual(coverage, [], 'it answers for no file');
  return { found, warnings };
}

const before = 'one\ntwo\nthree\nfour\nfive\n';
const after = 'one\nnew two\nthree\nfour\nnew five\nsix\n';
const file: FakeFile = { path: 'src/a.ts', before, after };
const line = (startLine: number, more: Json = {}, region: Json = {}): Json =>
  result({ locations: [at('src/a.ts', { startLine, ...region })], ...more });
const lines = (found: Candidate[]): unknown[] => found.map(({ anchor }) => (anchor.state === 'exact' ? anchor.startLine : anchor.why));
const file_ = (results: Json[]): OutsideInput => ({ reports: [reportOf(simple(results))] });

describe('createOutsideAnalyzer', () => {
  it('says nothing when nothing was handed in', async () => {
    assert.deepEqual(await analyze([file], undefined), { found: [], warnings: [] });
  });

  it('makes findings of what stands on added lines, quotes the new side, and counts the rest', async () => {
    const elsewhere = result({ locations: [at('src/b.ts', { startLine: 1 })] });
    const { found, warnings } = await analyze([file], file_([line(2), line(3), line(6), elsewhere]));
    assert.deepEqual(lines(found), [2, 6]);
    assert.equal(found[0]?.anchor.quote, 'new two');
    assert.deepEqual(found[0]?.source, { kind: 'analyzer', name: 'lint' });
    assert.equal(found[0]?.rule, 'lint/r1');
    assert.deepEqual(warnings, ['2 results of lint are not on changed lines']);
  });

  it('takes a region that touches an added line, but one over a whole function only by its first line', async () => {
    assert.deepEqual(lines((await analyze([file], file_([line(1, {}, { endLine: 2 })]))).found), [1]);
    const long = { path: 'src/a.ts', before: 'x\n'.repeat(60), after: `${'x\n'.repeat(30)}y\n${'x\n'.repeat(30)}` };
    assert.deepEqual((await analyze([long], file_([line(5, {}, { endLine: 55 })]))).found, []);
    assert.deepEqual(lines((await analyze([long], file_([line(31, {}, { endLine: 60 })]))).found), [31]);
  });

  it('shows a result about a whole file only when the file is new', async () => {
    const whole = result({ locations: [at('src/a.ts')] });
    assert.deepEqual((await analyze([file], file_([whole]))).found, []);
    const { found } = await analyze([{ path: 'src/a.ts', after: 'x\n' }], file_([whole]));
    assert.equal(found[0]?.anchor.state, 'file');
  });

  it('leaves out what the report itself calls old', async () => {
    const states = ['unchanged', 'absent', 'new', 'updated'].map((baselineState) => line(2, { baselineState, ruleId: baselineState }));
    const { found, warnings } = await analyze([file], file_(states));
    assert.deepEqual(
      found.map((f) => f.rule),
      ['lint/new', 'lint/updated'],
    );
    assert.deepEqual(warnings, ['2 results of lint are not new, as their report says']);
  });

  it('names suppressed results on changed lines and shows none of them', async () => {
    const { found, warnings } = await analyze([file], file_([line(2, { suppressions: [{ kind: 'inSource' }] })]));
    assert.deepEqual(found, []);
    assert.deepEqual(warnings, ['1 result of lint on changed lines is suppressed by the analyzer itself: r1 in src/a.ts']);
  });

  it('says which changed files are not reviewed', async () => {
    const { found, warnings } = await analyze([{ ...file, skip: 'generated: lock' }], file_([line(2)]));
    assert.deepEqual(found, []);
    assert.deepEqual(warnings, ['1 result of lint is in a changed file that is not reviewed: src/a.ts']);
  });

  it('joins what one rule says several times of the same lines', async () => {
    const { found } = await analyze(
      [file],
      file_([line(2, { message: { text: 'a is unused.' } }), line(2, { message: { text: 'b is unused.' } }), line(2, { ruleId: 'r2' })]),
    );
    assert.equal(found.length, 2);
    assert.match(found[0]?.body ?? '', /a is unused[\s\S]*On the same lines: b is unused/);
  });

  describe('when the file has moved on since the analyzer ran', () => {
    it('follows its quotation to the only place that has it', async () => {
      const { found } = await analyze([file], file_([line(3, {}, { snippet: { text: 'new five' } })]));
      assert.deepEqual(lines(found), [5]);
    });

    it('invariant 2: abstains when the quotation stands nowhere, in several places, or beyond the file', async () => {
      const twice = { ...file, after: 'one\nnew two\nthree\nsame\nsame\n' };
      for (const [given, region] of [
        [file, { startLine: 2, snippet: { text: 'gone' } }],
        [twice, { startLine: 2, snippet: { text: 'same' } }],
        [file, { startLine: 99 }],
      ] as const) {
        const { found, warnings } = await analyze([given], file_([result({ locations: [at('src/a.ts', region)] })]));
        assert.deepEqual(found, []);
        assert.deepEqual(warnings, ['1 result of lint speaks of another version of its file: src/a.ts']);
      }
    });

    it('reads a quotation behind line numbers, with lines around it', async () => {
      const quoted = (snippet: string) => analyze([file], file_([line(2, {}, { snippet: { text: snippet } })]));
      assert.deepEqual(lines((await quoted('1: one\n2: new two\n3: three\n')).found), [2]);
      assert.deepEqual(lines((await quoted('1: one\n2: old two\n3: three\n')).found), []);
      assert.deepEqual(lines((await quoted('1: one\n3: new two\n')).found), [], 'numbers that do not count lines are code');
    });

    it('takes no placeholder for a quotation', async () => {
      assert.deepEqual(lines((await analyze([file], file_([line(2, {}, { snippet: { text: 'requires login' } })]))).found), [2]);
    });

    it('leaves out a file whose text the report gives and that is another one', async () => {
      const stale = reportOf(simple([line(2)]), { texts: { 'src/a.ts': before } });
      assert.equal((await analyze([file], { reports: [stale] })).found.length, 0);
      const same = reportOf(simple([line(2)]), { texts: { 'src/a.ts': after.replaceAll('\n', '\r\n') } });
      assert.equal((await analyze([file], { reports: [same] })).found.length, 1);
    });

    it('leaves out what a command says of a work tree that is not what is reviewed', async () => {
      const report = reportOf(simple([line(2)]), { from: 'command' });
      assert.equal((await analyze([file], { reports: [report] }, { 'src/a.ts': `${after}more\n` })).found.length, 0);
      assert.equal((await analyze([file], { reports: [report] }, { 'src/a.ts': after })).found.length, 1);
      assert.equal((await analyze([file], { reports: [report] })).found.length, 0);
    });
  });

  describe('with a baseline', () => {
    const run = (now: Json[], then: Json[], given = file): ReturnType<typeof analyze> =>
      analyze([given], { reports: [reportOf(simple(now))], baseline: [reportOf(simple(then))] });

    it('takes the same code for known wherever it stands now', async () => {
      const moved = { ...file, before: 'bad()\na\nb\n', after: 'a\nb\nc\nbad()\n' };
      const { found, warnings } = await run([line(4)], [line(1)], moved);
      assert.deepEqual(found, []);
      assert.deepEqual(warnings, ['1 result of lint is in the baseline already']);
    });

    it('shows a second one of the same code, and another rule', async () => {
      const copied = { ...file, before: 'bad()\na\n', after: 'bad()\na\nbad()\n' };
      assert.deepEqual(lines((await run([line(1), line(3)], [line(1)], copied)).found), [3]);
      const both = { ...file, before: 'a\nbad()\n', after: 'bad()\nbad()\na\n' };
      assert.equal((await run([line(1), line(2)], [line(2)], both)).found.length, 1);
      assert.equal((await run([line(2, { ruleId: 'r2' })], [line(2)], both)).found.length, 1);
    });

    it('lets fingerprints decide where both have them', async () => {
      const print = (value: string): Json => ({ partialFingerprints: { 'primaryLocationLineHash/v1': value } });
      assert.equal((await run([line(2, print('x'))], [line(4, print('x'))])).found.length, 0);
      assert.equal((await run([line(2, print('x'))], [line(2, print('y'))])).found.length, 1);
    });

    it('knows by quotations in both reports, and by the message where there is neither code nor fingerprint', async () => {
      const snippet = { snippet: { text: 'new two' } };
      assert.equal((await run([line(2, {}, snippet)], [line(77, {}, snippet)])).found.length, 0);
      assert.equal((await run([line(2)], [line(99)])).found.length, 0, 'the place is beyond the old file: the message decides');
      assert.equal((await run([line(2, { message: { text: 'Another thing.' } })], [line(99)])).found.length, 1);
    });

    it('follows renames', async () => {
      const renamed = { path: 'src/a.ts', oldPath: 'src/old.ts', before: 'bad()\n', after: 'x\ny\nbad()\n' };
      const then = result({ locations: [at('src/old.ts', { startLine: 1 })] });
      const changed = { ...renamed, before: 'bad()\nq\n', after: 'x\nbad() \n' };
      assert.equal((await run([line(2)], [then], changed)).found.length, 0);
    });

    it('shows what touches an added line and is not in it, however long its region', async () => {
      const long = { path: 'src/a.ts', before: 'x\n'.repeat(60), after: `${'x\n'.repeat(30)}y\n${'x\n'.repeat(30)}` };
      assert.deepEqual(lines((await run([line(5, {}, { endLine: 55 })], [], long)).found), [5]);
      assert.equal((await run([result({ locations: [at('src/a.ts')] })], [])).found.length, 1, 'about the whole file');
    });
  });

  describe('takes over a fix', () => {
    const fixed = (replacements: Json[], text = after, path = 'src/a.ts'): Promise<Candidate | undefined> =>
      analyze([{ path, before: '', after: text }], {
        reports: [
          reportOf(
            sarif({
              tool: { driver: { name: 'lint' } },
              columnKind: 'utf16CodeUnits',
              results: [
                result({
                  locations: [at(path, { startLine: 2 })],
                  fixes: [{ artifactChanges: [{ artifactLocation: { uri: path }, replacements }] }],
                }),
              ],
            }),
          ),
        ],
      }).then(({ found }) => found[0]);

    it('as whole lines, with the text that stands there now', async () => {
      const candidate = await fixed([{ deletedRegion: { startLine: 2, startColumn: 1, endColumn: 4 }, insertedContent: { text: 'old' } }]);
      assert.deepEqual(candidate?.fix?.edits, [{ path: 'src/a.ts', startLine: 2, endLine: 2, expect: 'new two', replace: 'old two' }]);
    });

    it('with several places, those on neighbouring lines as one', async () => {
      const candidate = await fixed([
        { deletedRegion: { startLine: 5, startColumn: 1, endColumn: 1 }, insertedContent: { text: '>' } },
        { deletedRegion: { startLine: 2, startColumn: 5 }, insertedContent: { text: 'zwei' } },
        { deletedRegion: { startLine: 1, startColumn: 1, endColumn: 4 } },
      ]);
      assert.deepEqual(candidate?.fix?.edits, [
        { path: 'src/a.ts', startLine: 1, endLine: 2, expect: 'one\nnew two', replace: '\nnew zwei' },
        { path: 'src/a.ts', startLine: 5, endLine: 5, expect: 'new five', replace: '>new five' },
      ]);
    });

    it('that removes a line with its ending', async () => {
      const candidate = await fixed([{ deletedRegion: { startLine: 2, startColumn: 1, endLine: 3, endColumn: 1 } }]);
      assert.deepEqual(candidate?.fix?.edits, [{ path: 'src/a.ts', startLine: 2, endLine: 3, expect: 'new two\nthree', replace: 'three' }]);
    });

    it('by characters after a byte-order mark and carriage returns', async () => {
      const candidate = await fixed(
        [{ deletedRegion: { charOffset: 3, charLength: 1 }, insertedContent: { text: 'X' } }],
        '\uFEFFa\r\nb\r\n',
      );
      assert.deepEqual(candidate?.fix?.edits, [{ path: 'src/a.ts', startLine: 2, endLine: 2, expect: 'b', replace: 'X' }]);
    });

    it('but none that overlaps itself, lies beyond the file, changes nothing or would write a secret', async () => {
      const region = { startLine: 2, startColumn: 1, endColumn: 4 };
      for (const replacements of [
        [{ deletedRegion: region }, { deletedRegion: { ...region, startColumn: 2 } }],
        [{ deletedRegion: { startLine: 99 } }],
        [{ deletedRegion: { startLine: 2, startColumn: 80 } }],
        [{ deletedRegion: region, insertedContent: { text: 'new' } }],
        [{ deletedRegion: region, insertedContent: { text: 'const key = "AKIAIOSFODNN7REALKEY";' } }],
      ]) {
        const candidate = await fixed(replacements);
        assert.ok(candidate);
        assert.equal(candidate.fix, undefined, JSON.stringify(replacements));
      }
    });
  });

  it('replaces secrets in quotes and messages, those too that only the file shows to be secrets', async () => {
    const secret = 'hT7!kd93Lqz0Xw2v';
    const text = `a\nconst password = "${secret}";\n`;
    const { found } = await analyze(
      [{ path: 'src/a.ts', before: 'a\n', after: text }],
      file_([line(2, { message: { text: `The value ${secret} is written down.` } })]),
    );
    assert.equal(found.length, 1);
    assert.doesNotMatch(JSON.stringify(found), new RegExp(secret));
    const told = await analyze([], { reports: [reportOf(simple([]), { problems: ['it said: token AKIAIOSFODNN7REALKEY is refused'] })] });
    assert.doesNotMatch(told.warnings.join('\n'), /AKIAIOSFODNN7REALKEY/);
  });

  it('is security by CWE, tag or tool', async () => {
    const { found } = await analyze([{ path: 'main.go', after: 'x\n'.repeat(11) + 'n := rand.Intn(10)\n' }], {
      reports: [reportOf(gosec)],
    });
    assert.equal(found[0]?.rule, 'gosec/G404');
    assert.deepEqual(found[0]?.cwe, ['CWE-338']);
    assert.ok(found.every((candidate) => isSecurity(candidate)));
  });

  it('marks what the editor shows itself, and counts nothing of it that is elsewhere', async () => {
    const report = reportOf(simple([line(2), line(3)]), { from: 'editor', texts: { 'src/a.ts': after } });
    const { found, warnings } = await analyze([file], { reports: [report] });
    assert.deepEqual(
      found.map((f) => f.source),
      [{ kind: 'analyzer', name: 'lint', via: 'editor' }],
    );
    assert.deepEqual(warnings, []);
    const unsaved = await analyze([file], { reports: [{ ...report, texts: { 'src/a.ts': `${after}x` } }] });
    assert.deepEqual(unsaved.warnings, ['2 results of lint are left out, as the editor holds another text than was reviewed: src/a.ts']);
  });

  it('runs commands with the changed files that are there, and tells what went wrong', async () => {
    const { warnings } = await analyze([file, { path: 'gone.ts', before: 'x\n' }, { path: 'lock', after: 'x\n', skip: 'generated' }], {
      commands: [{ name: 'tool', command: ['tool'] }],
    });
    assert.deepEqual(warnings, ['tool: got src/a.ts']);
  });

  it('tells problems of reports and baselines', async () => {
    const { warnings } = await analyze([file], {
      reports: [reportOf(eslint, { problems: ['first'] })],
      baseline: [reportOf(simple([]), { origin: 'old.sarif', problems: ['second'] })],
    });
    assert.deepEqual(warnings.slice(0, 2), ['x.sarif: first', 'old.sarif: second']);
  });

  it('shows 1,000 findings of one report and counts the rest', async () => {
    const text = Array.from({ length: 1_200 }, (_, i) => `line ${i}`).join('\n');
    const { found, warnings } = await analyze(
      [{ path: 'src/a.ts', after: text }],
      file_(Array.from({ length: 1_200 }, (_, i) => line(i + 1))),
    );
    assert.equal(found.length, 1_000);
    assert.deepEqual(warnings, ['200 results of lint are left out, as there are too many']);
  });
});
