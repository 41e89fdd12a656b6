import assert from 'node:assert/strict';
import { makeAnchor } from '../../../src/core/changes/make-anchor.js';
import { findIgnores, ignoredBy, withoutIgnores } from '../../../src/core/review/inline-ignore.js';

const source = { kind: 'analyzer', name: 'rules' } as const;

function said(path: string, text: string) {
  return findIgnores(path, text).map(({ line, rules, reason, target }) => [line, rules.join(' '), reason, target]);
}

describe('inline ignores', () => {
  const table: [what: string, path: string, text: string, expected: unknown[]][] = [
    ['on the flagged line', 'a.ts', 'log(); // reverie-ignore js/x: wanted', [[1, 'js/x', 'wanted', 1]]],
    ['alone on the line above', 'a.ts', '// reverie-ignore js/x: wanted\nlog();', [[1, 'js/x', 'wanted', 2]]],
    [
      'stacked, over blank lines and other comments',
      'a.py',
      '# reverie-ignore py/x: one\n# more\n\n# reverie-ignore py/y: two\nf()\n',
      [
        [1, 'py/x', 'one', 5],
        [4, 'py/y', 'two', 5],
      ],
    ],
    ['several rules', 'a.ts', '// reverie-ignore js/x, js/y:  two   reasons \nf()', [[1, 'js/x js/y', 'two reasons', 2]]],
    ['in a block of lines', 'a.css', '/*\n * reverie-ignore css/x: why\n */\na {}', [[2, 'css/x', 'why', 4]]],
    ['between tags of JSX', 'a.tsx', '<p>\n  {/* reverie-ignore js/x: why */}\n  <b />\n</p>', [[2, 'js/x', 'why', 3]]],
    ['in markup', 'a.html', '<!-- reverie-ignore html/x: why -->\n<b>', [[1, 'html/x', 'why', 2]]],
    ['after another comment mark', 'a.py', 'f()  # noqa: E501  # reverie-ignore py/x: why', [[1, 'py/x', 'why', 1]]],
    ['a rule with a colon in its name', 'a.ts', 'f(); // reverie-ignore eslint:no-x: why', [[1, 'eslint:no-x', 'why', 1]]],
    ['with CRLF', 'a.ts', '// reverie-ignore js/x: why\r\nf();\r\n', [[1, 'js/x', 'why', 2]]],
    ['at the end of a file', 'a.ts', 'f();\n// reverie-ignore js/x: why\n', [[2, 'js/x', 'why', undefined]]],
    ['without a reason', 'a.ts', 'f(); // reverie-ignore js/x', [[1, 'js/x', '', 1]]],
    ['with marks for a reason', 'a.ts', 'f(); /* reverie-ignore js/x: -- */', [[1, 'js/x', '', 1]]],
    ['without a rule', 'a.ts', 'f(); // reverie-ignore: because', [[1, '', 'because', 1]]],
  ];
  for (const [what, path, text, expected] of table) {
    it(`reads one ${what}`, () => assert.deepEqual(said(path, text), expected));
  }

  const none: [what: string, path: string, text: string][] = [
    ['in a string', 'a.ts', 'const s = "// reverie-ignore js/x: no";\nlog();'],
    ['in a template', 'a.ts', 'const s = `\n// reverie-ignore js/x: no\n`; log();'],
    ['in a docstring', 'a.py', '"""\n# reverie-ignore py/x: no\n"""\nf()'],
    ['in a here-document', 'a.sh', 'cat <<EOF\n# reverie-ignore sh/x: no\nEOF\nrm'],
    ['in a text between tags', 'a.tsx', '<p>\n  // reverie-ignore js/x: no\n  <b />\n</p>'],
    ['in JSON', 'a.json', '{} // reverie-ignore json/x: no'],
    ['in the middle of a sentence', 'a.ts', '// see how reverie-ignore js/x: works\nf();'],
    ['in a longer word', 'a.ts', '// reverie-ignored js/x: no\nf();'],
  ];
  for (const [what, path, text] of none) it(`reads none ${what}`, () => assert.deepEqual(said(path, text), []));

  const lines = ['function a() {', '  // reverie-ignore js/x: why', '  b(', '    1,', '  );', '  c(); // reverie-ignore js/x: why', '}'];
  const [above, beside] = findIgnores('a.js', lines.join('\n'));
  const on = (startLine: number, endLine = startLine, rule = 'js/x') => ({
    rule,
    source,
    anchor: makeAnchor({ path: 'a.js', side: 'new', lines, startLine, endLine }),
  });

  it('speaks of what begins on the line it is about', () => {
    assert.ok(above && beside);
    const candidates = [on(1, 7), on(3, 5), on(6), on(3, 3, 'js/y')];
    assert.deepEqual(ignoredBy(above, 'js/x', candidates), [candidates[1]]);
    assert.deepEqual(ignoredBy(beside, 'js/x', candidates), [candidates[2]]);
  });

  it('speaks of the innermost around it when none begins there', () => {
    assert.ok(above);
    const candidates = [on(1, 7), on(1, 6)];
    assert.deepEqual(ignoredBy(above, 'js/x', candidates), [candidates[1]]);
    assert.deepEqual(ignoredBy({ ...above, reason: '' }, 'js/x', candidates), []);
  });

  it('speaks neither of removed lines nor of whole files', () => {
    assert.ok(above);
    const removed = { rule: 'js/x', source, anchor: makeAnchor({ path: 'a.js', side: 'old', lines, startLine: 3, endLine: 3 }) };
    const whole = { rule: 'js/x', source, anchor: { state: 'file' as const, path: 'a.js', side: 'new' as const, why: 'test' } };
    assert.deepEqual(ignoredBy(above, 'js/x', [removed, whole]), []);
  });

  it('tells the same code with a comment and without one', () => {
    assert.equal(withoutIgnores('a.ts', '  log(); // reverie-ignore js/x: why'), '  log();');
    assert.equal(withoutIgnores('a.ts', 'catch (e) {\n  // reverie-ignore js/x: why\n}'), 'catch (e) {\n}');
    assert.equal(withoutIgnores('a.tsx', '<p>\n {/* reverie-ignore js/x: why */}\n</p>'), '<p>\n</p>');
    assert.equal(withoutIgnores('a.ts', 's = "reverie-ignore";\n\n// other'), 's = "reverie-ignore";\n\n// other');
  });
});
