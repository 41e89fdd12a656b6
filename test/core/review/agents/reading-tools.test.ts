import assert from 'node:assert/strict';
import type { ToolCall } from '../../../../src/core/model/chat-model.js';
import { callTool } from '../../../../src/core/review/agents/call-tool.js';
import { readingTools } from '../../../../src/core/review/agents/tools/reading-tools.js';
import { type RepoReading, repoPath } from '../../../../src/core/review/agents/tools/repo-reading.js';
import { reportTools } from '../../../../src/core/review/agents/tools/report-finding.js';
import { type FakeFile, fakeChange } from '../../../node/analysis/fake-change.js';

const before = 'export function total(items) {\n  return items.length;\n}\n';
const after = 'export function total(items) {\n  return items.lenght;\n}\nexport const key = "S3CRET";\n';
const files: FakeFile[] = [
  { path: 'src/cart.js', before, after },
  { path: 'dist/app.min.js', before: 'a', after: 'b', skip: 'minified: app.min.js' },
  { path: 'link', before: 'x', after: 'y', kind: 'symlink' },
];
const others = {
  'src/shop.js': 'import { total } from "./cart.js";\ntotal([1]);\nsubtotal();\n',
  'big.txt': 'line\n'.repeat(1000),
  'package-lock.json': '{}',
};

function repo(): RepoReading {
  return {
    ...fakeChange(files, others),
    redact: (text) => text.replaceAll('S3CRET', '‹secret:test:1›'),
    history: {
      blame: async (path, from, to) => [
        {
          line: from,
          commit: 'abcdef0123456',
          author: 'Ann',
          date: '2026-01-02T00:00:00Z',
          summary: `${path} to ${to} S3CRET`,
          text: 'code',
        },
      ],
      log: async (path, { skip }) =>
        skip > 0 ? [] : [{ commit: '0123456789abcdef', author: 'Ann', date: '2026-01-02', subject: `about ${path ?? 'all'}` }],
    },
  };
}

const signal = new AbortController().signal;
const call = (name: string, input: unknown): ReturnType<typeof callTool> =>
  callTool(readingTools(repo(), [], 'b0'), { id: '1', name, input } satisfies ToolCall, signal);

describe('the reading tools', () => {
  it('read a file with line numbers, as data, without its secrets', async () => {
    const { text, isError } = await call('read_file', { path: 'src/cart.js' });
    assert.equal(isError, false);
    assert.match(text, /^<data id="b0" what="file src\/cart\.js \(new\)">\n {4}1 {2}export function total/);
    assert.match(text, /‹secret:test:1›/);
    assert.doesNotMatch(text, /S3CRET/);
  });

  it('read the old side of a changed file', async () => {
    assert.match((await call('read_file', { path: 'src/cart.js', side: 'old' })).text, /items\.length/);
    assert.equal((await call('read_file', { path: 'src/shop.js', side: 'old' })).isError, true);
  });

  it('page, and say how to go on', async () => {
    const { text } = await call('read_file', { path: 'big.txt', from_line: 100, lines: 50 });
    assert.match(text, /\[lines 100-149 of 1000; ask with from_line 150 for more\]$/);
    assert.match((await call('read_file', { path: 'big.txt', from_line: 1001 })).text, /has 1000 lines/);
  });

  for (const path of [
    '../etc/passwd',
    '/etc/passwd',
    'src/../../x',
    '.git/config',
    'sub/.GIT/config',
    'C:\\Windows\\win.ini',
    '..\\x',
    'a\0b',
    '',
    '.',
    'link',
    'dist/app.min.js',
    'package-lock.json',
    'nothing.js',
  ]) {
    it(`refuse to read ${JSON.stringify(path)}, and say why`, async () => {
      const { text, isError } = await call('read_file', { path });
      assert.equal(isError, true);
      assert.ok(text.length > 20);
    });
  }

  it('take a path as people and models write it', () => {
    assert.deepEqual(
      ['./src/a.ts', 'src//a.ts', 'src\\a.ts', 'src/./a.ts'].map(repoPath),
      Array.from({ length: 4 }, () => 'src/a.ts'),
    );
  });

  it('search literally, and by whole words when asked', async () => {
    assert.match((await call('search', { text: 'total' })).text, /src\/shop\.js:3 {2}subtotal/);
    assert.doesNotMatch((await call('search', { text: 'total', whole_word: true })).text, /subtotal/);
    assert.match((await call('search', { text: 'total', glob: 'src/c*' })).text, /src\/cart\.js/);
    assert.match((await call('search', { text: 'nowhere' })).text, /No line contains/);
    assert.equal((await call('search', { text: 'a\nb' })).isError, true);
  });

  it('do not find a secret by its text', async () => {
    assert.doesNotMatch((await call('search', { text: 'S3CRET' })).text, /cart\.js:4/);
  });

  it('list files below a folder and by glob', async () => {
    const { text } = await call('list_files', { folder: 'src/' });
    assert.match(text, /src\/cart\.js\nsrc\/shop\.js/);
    assert.doesNotMatch(text, /big\.txt/);
    assert.match((await call('list_files', { glob: '*.txt' })).text, /big\.txt/);
    assert.equal((await call('list_files', { folder: '../' })).isError, true);
  });

  it('show a diff with both sides’ line numbers', async () => {
    const { text } = await call('show_diff', { path: 'src/cart.js', context: 1 });
    assert.match(text, / {4}2 {7}- {3}return items\.length;\n {10}2 \+ {3}return items\.lenght;/);
    assert.match((await call('show_diff', { path: 'src/shop.js' })).text, /not changed/);
  });

  it('tell history without secrets', async () => {
    assert.match(
      (await call('blame', { path: 'src/cart.js', start_line: 1, end_line: 2 })).text,
      /abcdef0123 2026-01-02 Ann: src\/cart\.js to 2 ‹secret:test:1›/,
    );
    assert.match((await call('log', {})).text, /about all/);
    assert.match((await call('log', { path: 'src/cart.js', page: 2 })).text, /no more commits/);
  });

  it('find declarations and uses by name where there are no language services', async () => {
    assert.match((await call('definition', { symbol: 'total' })).text, /src\/cart\.js:1 {2}export function total/);
    assert.doesNotMatch((await call('definition', { symbol: 'total' })).text, /shop\.js/);
    assert.match((await call('references', { symbol: 'cart.total' })).text, /src\/shop\.js:2/);
    assert.match((await call('diagnostics', { path: 'src/cart.js' })).text, /no language services/);
  });

  it('recall lessons by their words', async () => {
    assert.match((await call('recall', { about: 'carts' })).text, /Nothing was learned/);
  });
});

describe('report_finding', () => {
  const good = {
    path: 'src/cart.js',
    start_line: 2,
    end_line: 2,
    quote: '  return items.lenght;',
    title: 'Misspelled property makes the total undefined',
    why: 'items.lenght does not exist, so every total is undefined. Write items.length.',
    severity: 'high',
    category: 'correctness',
    confidence: 0.9,
  };
  const tools = (most = 5) => reportTools({ repo: repo(), specialist: 'correctness', most });
  const report = async (input: object, own = tools()) => ({
    ...(await callTool(own.tools, { id: '1', name: 'report_finding', input }, signal)),
    reports: own.reports,
  });

  it('notes a finding whose quote stands on a changed line', async () => {
    const { text, reports } = await report(good);
    assert.equal(text, 'Noted as f1.');
    const [{ candidate }] = reports.all as [(typeof reports.all)[0]];
    assert.deepEqual([candidate.anchor.state, candidate.anchor.state === 'exact' && candidate.anchor.startLine], ['exact', 2]);
    assert.deepEqual(candidate.source, { kind: 'specialist', name: 'correctness' });
  });

  it('invariant 2: takes the quote’s own line when the claimed one is wrong, and refuses what stands nowhere', async () => {
    const { reports } = await report({ ...good, start_line: 40, end_line: 40 });
    const { anchor } = reports.all[0]!.candidate;
    assert.equal(anchor.state === 'exact' && anchor.startLine, 2);
    const invented = await report({ ...good, quote: 'return items.size;' });
    assert.equal(invented.isError, true);
    assert.match(invented.text, /does not stand in src\/cart\.js/);
  });

  it('refuses lines that the change does not touch, files that are not changed and files left out', async () => {
    assert.match((await report({ ...good, start_line: 1, end_line: 1, quote: 'export function total(items) {' })).text, /not changed/);
    assert.match((await report({ ...good, path: 'src/shop.js' })).text, /not a changed file/);
    assert.match((await report({ ...good, path: 'dist/app.min.js' })).text, /not under review/);
    assert.match((await report({ ...good, path: '../x' })).text, /not a changed file/);
  });

  it('leaves out a fix that does not fit, and says so', async () => {
    const edit = { path: 'src/cart.js', start_line: 2, end_line: 2, expect: '  return items.lenght;', replace: '  return items.length;' };
    const fine = await report({ ...good, fix: { edits: [edit] } });
    assert.equal(fine.reports.all[0]!.candidate.fix?.edits.length, 1);
    const stale = await report({ ...good, fix: { edits: [{ ...edit, expect: 'return 1;' }] } });
    assert.match(stale.text, /Noted as f1\.\nThe fix was left out: .*not what it expects/);
    const secret = await report({ ...good, fix: { edits: [{ ...edit, replace: 'S3CRET' }] } });
    assert.match(secret.text, /would write a secret/);
    assert.equal(secret.reports.all[0]!.candidate.fix, undefined);
  });

  it('says the same once, withdraws, and keeps to its limit', async () => {
    const own = tools(1);
    await report(good, own);
    assert.match((await report(good, own)).text, /You have reported 1 findings already/);
    const withdraw = (finding: string) =>
      callTool(own.tools, { id: '2', name: 'withdraw_finding', input: { finding, reason: 'It is fine.' } }, signal);
    assert.match((await withdraw('f9')).text, /There is no f9/);
    assert.equal((await withdraw('f1')).text, 'f1 is withdrawn.');
    assert.deepEqual([own.reports.all.length, own.reports.withdrawn.length], [0, 1]);
    const two = tools();
    await report(good, two);
    assert.equal((await report(good, two)).text, 'That is f1 already.');
  });

  it('lets no link, HTML or command through in a title or body', async () => {
    const { reports } = await report({
      ...good,
      title: 'See [this](command:evil) now <img src=x>',
      why: 'Click [here](command:workbench.action.quit) or <a href="x">there</a>, it is important.',
    });
    const { title, body } = reports.all[0]!.candidate;
    for (const text of [title, body]) assert.doesNotMatch(text, /\]\(|<(?:a|img)\b[^`]*>(?!`)/);
  });
});
