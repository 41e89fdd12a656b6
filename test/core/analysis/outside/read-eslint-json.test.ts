import assert from 'node:assert/strict';
import type { OutsideReading } from '../../../../src/core/analysis/outside/outside-remark.js';
import { readEslintJson } from '../../../../src/core/analysis/outside/read-eslint-json.js';
import { root } from './sarif-samples.js';

function read(files: unknown, tool?: string): Extract<OutsideReading, { state: 'read' }> {
  const reading = readEslintJson(JSON.stringify(files), { roots: [root], ...(tool !== undefined && { tool }) });
  assert.equal(reading.state, 'read');
  return reading;
}

const message = {
  ruleId: 'no-unused-vars',
  severity: 2,
  message: "'a' is defined but never used.",
  line: 3,
  column: 7,
  endLine: 3,
  endColumn: 8,
};

describe('readEslintJson', () => {
  it('reads a message with its rule, severity, place and the text it speaks of', () => {
    const { remarks, texts } = read([{ filePath: `${root}/src/a.js`, messages: [message, { ...message, severity: 1 }], source: 'x\n' }]);
    assert.equal(remarks.length, 2);
    const [first, second] = remarks;
    assert.equal(first?.rule, 'eslint/no-unused-vars');
    assert.equal(first?.path, 'src/a.js');
    assert.equal(first?.severity, 'high');
    assert.equal(second?.severity, 'medium');
    assert.deepEqual(first?.region, { unit: 'line', startLine: 3, endLine: 3, startColumn: 7, endColumn: 8 });
    assert.deepEqual(texts, { 'src/a.js': 'x\n' });
  });

  it('reads a parse error, which has no rule', () => {
    const { remarks } = read([
      {
        filePath: `${root}/a.js`,
        messages: [{ ruleId: null, fatal: true, severity: 2, message: 'Parsing error: Unexpected token', line: 1, column: 4 }],
      },
    ]);
    assert.equal(remarks[0]?.rule, 'eslint/parse-error');
    assert.equal(remarks[0]?.severity, 'high');
  });

  it('reads a message without a place as one about the file', () => {
    assert.equal(
      read([{ filePath: `${root}/a.js`, messages: [{ ruleId: null, severity: 1, message: 'File ignored.' }] }]).remarks[0]?.region,
      undefined,
    );
  });

  it('reads a fix by its offsets, and none of offsets that cannot be', () => {
    const fixed = read([
      {
        filePath: `${root}/a.js`,
        messages: [
          { ...message, fix: { range: [4, 9], text: '' } },
          { ...message, fix: { range: [9, 4], text: '' } },
          { ...message, fix: { range: [-1, 0], text: '' } },
        ],
      },
    ]);
    assert.deepEqual(
      fixed.remarks.map((r) => r.fix),
      [[{ path: 'a.js', region: { unit: 'char', offset: 4, length: 5 }, text: '' }], undefined, undefined],
    );
  });

  it('keeps what a comment in the code suppresses, with its reason', () => {
    const suppressions = [{ kind: 'directive', justification: 'a command prints' }];
    assert.equal(
      read([{ filePath: `${root}/a.js`, messages: [], suppressedMessages: [{ ...message, suppressions }] }]).remarks[0]?.suppressed,
      'a command prints',
    );
  });

  it('takes a % in a path as it is, and Windows paths of a Windows root', () => {
    assert.equal(read([{ filePath: `${root}/100%25.js`, messages: [message] }]).remarks[0]?.path, '100%25.js');
    const reading = readEslintJson(JSON.stringify([{ filePath: 'C:\\shop\\src\\a.js', messages: [message] }]), { roots: ['c:\\shop'] });
    assert.equal(reading.state === 'read' && reading.remarks[0]?.path, 'src/a.js');
  });

  it('tells of files outside the repo once', () => {
    const { remarks, problems } = read([
      { filePath: '/etc/a.js', messages: [message] },
      { filePath: '/etc/b.js', messages: [message] },
      { filePath: '/etc/c.js', messages: [] },
    ]);
    assert.deepEqual(remarks, []);
    assert.deepEqual(problems, ['eslint has results on files outside the repository (2 times)']);
  });

  it('calls the rules of another tool of this format after it', () => {
    assert.equal(read([{ filePath: `${root}/a.css`, messages: [message] }], 'stylelint').remarks[0]?.rule, 'stylelint/no-unused-vars');
  });

  for (const text of ['', '{', '{"runs":[]}', '[1]', '[{"filePath":"a"}]', 'Oops! Something went wrong!']) {
    it(`refuses ${text === '' ? 'nothing' : text}`, () => assert.equal(readEslintJson(text, { roots: [root] }).state, 'refused'));
  }
});
