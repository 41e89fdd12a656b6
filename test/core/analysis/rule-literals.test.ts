import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { regexLiterals } from '../../../src/core/analysis/regex-literal.js';
import { ruleLiterals } from '../../../src/core/analysis/rule-literals.js';

describe('regexLiterals', () => {
  const table: [source: string, words: string[] | undefined][] = [
    ['^forEach$', ['forEach']],
    ['^(?:filter|some)$', ['filter', 'some']],
    ['^async\\b', ['async']],
    ['\\.format\\(', ['.format(']],
    ['(?i)select', undefined],
    ['(?s)select.*from', ['select']],
    ['colou?r', ['colo']],
    ['(?:ab)?', undefined],
    ['(?:ab)+', ['ab']],
    ['a{2}b', undefined],
    ['[abc]def', ['def']],
    ['abc|', undefined],
    ['abc|[x]', undefined],
    ['x(?=abc)', undefined],
    ['(?i:abc)', undefined],
    ['a)b', undefined],
    ['\\p{L}abc', ['abc']],
    ['\\d+px', ['px']],
    ['^[A-Z]\\w*Error$', ['Error']],
    ['', undefined],
  ];
  for (const [source, words] of table) {
    it(`finds ${JSON.stringify(words) ?? 'nothing'} in /${source}/`, () => {
      assert.deepEqual(regexLiterals(source), words);
    });
  }

  it('never names words that a match can do without', () => {
    const atom = fc.constantFrom(
      'a',
      'bc',
      'def',
      '\\.',
      '.',
      '[xy]',
      '\\d',
      '\\b',
      '(?:ab|cd)',
      '(e|fg)',
      '(?:h)',
      '(?:ij|)',
      'k|l',
      '(?=m)',
    );
    const item = fc
      .tuple(atom, fc.constantFrom('', '', '', '?', '*', '+', '{2}', '{0,1}', '??'))
      .map(([a, q]) => a + (a === '\\b' ? '' : q));
    const source = fc.array(item, { maxLength: 5 }).map((items) => items.join(''));
    const text = fc.array(fc.constantFrom(...Array.from('abcdefghijklmxy.1')), { maxLength: 12 }).map((signs) => signs.join(''));
    fc.assert(
      fc.property(source, fc.array(text, { minLength: 5, maxLength: 20 }), (regex, texts) => {
        const words = regexLiterals(regex);
        if (!words) return;
        for (const candidate of texts) {
          const matched = new RegExp(regex).exec(candidate)?.[0];
          if (matched !== undefined)
            assert.ok(
              words.some((word) => matched.includes(word)),
              `${words.join()} in ${matched} by ${regex}`,
            );
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('ruleLiterals', () => {
  const node = (rule: Record<string, unknown>, more: object = {}): string[] =>
    ruleLiterals({ language: ['javascript'], rule, ...more }).node.map((group) =>
      group.map(({ text, whole }) => (whole ? `|${text}|` : text)).join(' '),
    );

  it('takes names, keywords and operators of a pattern, and no variable', () => {
    assert.deepEqual(node({ pattern: '$A === NaN' }), ['===', '|NaN|']);
    assert.deepEqual(node({ pattern: 'console.log($$$ARGS)' }), ['|console|', '|log|']);
    assert.deepEqual(node({ pattern: '$A =-1' }), []);
  });

  it('takes the keyword of a kind', () => {
    assert.deepEqual(node({ kind: 'catch_clause' }), ['|catch|']);
  });

  it('knows the keyword of a kind by language, and takes one of each', () => {
    assert.deepEqual(node({ kind: 'function_definition' }, { language: ['python'] }), ['|def|']);
    assert.deepEqual(node({ kind: 'function_definition' }, { language: ['cpp'] }), []);
    assert.deepEqual(node({ kind: 'function_definition' }, { language: ['python', 'cpp'] }), []);
    assert.deepEqual(node({ kind: 'function_definition' }, { language: ['python', 'php'] }), ['|def| |function|']);
  });

  it('takes keywords of PHP in any case, and names as they are', () => {
    const [group] = ruleLiterals({ language: ['php'], rule: { pattern: 'try { Load(); } finally { $A; }' } }).node;
    assert.deepEqual(group, [{ text: 'try', whole: true, anyCase: true }]);
    const words = ruleLiterals({ language: ['php'], rule: { pattern: 'Load($A)' } }).node.flat();
    assert.deepEqual(words, [{ text: 'Load', whole: true }]);
  });

  it('takes one word of each alternative, or none', () => {
    assert.deepEqual(node({ any: [{ pattern: 'eval($A)' }, { kind: 'debugger_statement' }] }), ['|eval| |debugger|']);
    assert.deepEqual(node({ any: [{ pattern: 'eval($A)' }, { kind: 'call' }] }), []);
  });

  it('takes what a child must say, not what must be absent or stands outside', () => {
    const rule = {
      kind: 'call_expression',
      has: { regex: '^fetch$', field: 'function' },
      not: { has: { regex: 'safe' } },
      inside: { kind: 'try_statement' },
    };
    assert.deepEqual(node(rule), ['|fetch|']);
    assert.deepEqual(
      ruleLiterals({ language: ['javascript'], rule }).file.map((group) => group.map((word) => word.text).join()),
      ['fetch', 'try'],
    );
  });

  it('follows utilities, and does not loop in them', () => {
    assert.deepEqual(node({ matches: 'u' }, { utils: { u: { pattern: 'eval($A)' } } }), ['|eval|']);
    assert.deepEqual(node({ matches: 'u' }, { utils: { u: { any: [{ matches: 'u' }, { kind: 'x' }] } } }), []);
  });
});
