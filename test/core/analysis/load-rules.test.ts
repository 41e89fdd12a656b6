import assert from 'node:assert/strict';
import { loadRules } from '../../../src/core/analysis/load-rules.js';

const rule = (id: string, more = ''): string => `id: ${id}\nlanguage: ts\nmessage: No more\nrule: { kind: debugger_statement }\n${more}`;
const load = (text: string): ReturnType<typeof loadRules> => loadRules([{ file: 'rules.yml', text }]);

describe('loadRules', () => {
  it('reads several documents of a file', () => {
    const { rules, problems } = load(`${rule('a')}---\n${rule('b')}---\n`);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      rules.map((r) => r.id),
      ['a', 'b'],
    );
  });

  it("takes ast-grep's own words", () => {
    const [read] = load('id: no-eval\nlanguage: TypeScript\nseverity: error\nmessage: No eval\nrule: { pattern: eval($A) }\n').rules;
    assert.deepEqual([read?.language, read?.severity, read?.category], [['typescript'], 'high', 'correctness']);
  });

  const broken: [text: string, line: number, reason: RegExp][] = [
    [rule('Bad Id'), 1, /^id: expected lower-case words/],
    [rule('a', 'severity: awful\n'), 5, /^severity: expected one of critical/],
    ['id: a\nlanguage: cobol\nmessage: x\nrule: { kind: x }\n', 2, /cobol is not supported/],
    ['id: a\nlanguage: ts\nmessage: x\n', 1, /^rule/],
    ['id: a\nlanguage: ts\nmessage: x\nrule: {}\n', 4, /at least one condition/],
    [rule('a', 'cwe: 95\n'), 5, /^cwe/],
    [rule('a', 'confidence: 2\n'), 5, /^confidence/],
    ['- a\n- b\n', 1, /./],
    ['just text', 1, /./],
    ['id: [unclosed\n', 2, /./],
    ['a: &x [1]\nb: *x\n', 1, /./],
  ];
  for (const [text, line, reason] of broken) {
    it(`reports ${JSON.stringify(text.slice(0, 60))} with its line, and reads the rules around it`, () => {
      const { rules, problems } = loadRules([
        { file: 'before.yml', text: rule('first') },
        { file: 'broken.yml', text },
        { file: 'after.yml', text: rule('last') },
      ]);
      assert.deepEqual(
        rules.map((r) => r.id),
        ['first', 'last'],
      );
      assert.equal(problems.length, 1);
      assert.equal(problems[0]?.file, 'broken.yml');
      assert.equal(problems[0].line, line, problems[0].reason);
      assert.match(problems[0].reason, reason);
    });
  }

  it('counts lines through the documents of a file', () => {
    const { rules, problems } = load(`${rule('a')}---\n${rule('b', 'confidence: high\n')}---\n${rule('c')}`);
    assert.equal(rules.length, 2);
    assert.equal(problems[0]?.line, 10);
  });

  it('keeps the first rule of an id, also against the ones that were there', () => {
    const { rules, problems } = loadRules(
      [
        { file: 'a.yml', text: rule('js/eval') },
        { file: 'b.yml', text: rule('own') },
        { file: 'c.yml', text: rule('own') },
      ],
      ['js/eval'],
    );
    assert.deepEqual(
      rules.map((r) => r.id),
      ['own'],
    );
    assert.deepEqual(
      problems.map((p) => p.file),
      ['a.yml', 'c.yml'],
    );
  });

  it('does not unfold aliases that would make a short text a long one', () => {
    const bomb = `a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nid: z\n`;
    assert.equal(load(bomb).problems.length, 1);
  });
});
