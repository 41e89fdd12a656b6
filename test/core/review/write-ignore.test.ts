import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { findIgnores } from '../../../src/core/review/inline-ignore.js';
import { writeIgnore } from '../../../src/core/review/write-ignore.js';

const rule = 'x/y';
const reason = 'it is meant so';

function written(path: string, text: string, line: number): string {
  const edit = writeIgnore({ path, text, line, rule, reason });
  if (edit.state === 'refused') return edit.why;
  const lines = text.split('\n');
  const before = lines.slice(0, edit.line - 1).join('\n').length + (edit.line > 1 ? 1 : 0) + edit.column;
  return text.slice(0, before) + edit.text + text.slice(before);
}

describe('writing an inline ignore', () => {
  const table: [what: string, path: string, text: string, line: number, after: string][] = [
    ['TypeScript', 'a.ts', 'f();\n  g();\n', 2, 'f();\n  // reverie-ignore x/y: it is meant so\n  g();\n'],
    ['Python', 'a.py', 'if a:\n    g()\n', 2, 'if a:\n    # reverie-ignore x/y: it is meant so\n    g()\n'],
    ['a text without a last line end', 'a.go', '\tf()', 1, '\t// reverie-ignore x/y: it is meant so\n\tf()'],
    ['CRLF', 'a.ts', 'f();\r\ng();\r\n', 2, 'f();\r\n// reverie-ignore x/y: it is meant so\r\ng();\r\n'],
    ['HTML', 'a.html', '<p>\n  <b>\n', 2, '<p>\n  <!-- reverie-ignore x/y: it is meant so -->\n  <b>\n'],
    [
      'a script in HTML',
      'a.html',
      '<script>\n  f();\n</script>\n',
      2,
      '<script>\n  // reverie-ignore x/y: it is meant so\n  f();\n</script>\n',
    ],
    ['CSS', 'a.css', 'a {\n  b: c;\n}\n', 2, 'a {\n  /* reverie-ignore x/y: it is meant so */\n  b: c;\n}\n'],
    ['SQL', 'a.sql', 'select 1;', 1, '-- reverie-ignore x/y: it is meant so\nselect 1;'],
    ['a shell', 'a.sh', 'rm -r x\n', 1, '# reverie-ignore x/y: it is meant so\nrm -r x\n'],
    ['YAML', 'a.yml', 'a:\n  b: c\n', 2, 'a:\n  # reverie-ignore x/y: it is meant so\n  b: c\n'],
    ['Lua', 'a.lua', 'f()\n', 1, '-- reverie-ignore x/y: it is meant so\nf()\n'],
    ['PHP', 'a.php', '<?php\nf();\n', 2, '<?php\n// reverie-ignore x/y: it is meant so\nf();\n'],
    [
      'children of JSX',
      'a.tsx',
      'return (\n  <p>\n    <b />\n  </p>\n);\n',
      3,
      'return (\n  <p>\n    {/* reverie-ignore x/y: it is meant so */}\n    <b />\n  </p>\n);\n',
    ],
    [
      'the outermost element of JSX',
      'a.tsx',
      'return (\n  <p />\n);\n',
      2,
      'return (\n  // reverie-ignore x/y: it is meant so\n  <p />\n);\n',
    ],
    ['an attribute of JSX', 'a.tsx', '<p\n  a={b}\n>\n</p>\n', 2, '<p\n  // reverie-ignore x/y: it is meant so\n  a={b}\n>\n</p>\n'],
    ['an expression in a template', 'a.ts', 't = `${\n  f()\n}`;\n', 2, 't = `${\n  // reverie-ignore x/y: it is meant so\n  f()\n}`;\n'],
    ['the end of a template', 'a.ts', 't = `\n`; f();\n', 2, 't = `\n`; f(); // reverie-ignore x/y: it is meant so\n'],
    ['the end of a docstring', 'a.py', '"""\n"""; f()\n', 2, '"""\n"""; f() # reverie-ignore x/y: it is meant so\n'],
    ['a continued line', 'a.sh', 'a \\\n  b\n', 2, 'a \\\n  b # reverie-ignore x/y: it is meant so\n'],
    [
      'a line of a template',
      'a.ts',
      't = `\n  a\n`;\n',
      2,
      'the line stands inside a text of several lines, where a comment would be part of it',
    ],
    [
      'a here-document',
      'a.sh',
      'cat <<E\n  a\nE\n',
      2,
      'the line stands inside a text of several lines, where a comment would be part of it',
    ],
    [
      'a block of YAML',
      'a.yml',
      'a: |\n  b\n  c\n',
      3,
      'the line stands inside a text of several lines, where a comment would be part of it',
    ],
    ['an attribute of HTML', 'a.html', '<p\n  a="b"\n  c>\n', 2, 'a comment inside a tag would break it'],
    ['the middle of a continued line', 'a.sh', 'a \\\n  b \\\n  c\n', 2, 'no comment on this line or above it would be read as one'],
    ['JSON', 'a.json', '{}\n', 1, 'this kind of file has no comments'],
    ['an unknown kind', 'a.zzz', 'x\n', 1, 'it is not known how comments are written in this kind of file'],
    ['a blank line', 'a.ts', '\n\n', 1, 'there is no code on that line'],
  ];
  for (const [what, path, text, line, after] of table) {
    it(`knows what to do in ${what}`, () => assert.equal(written(path, text, line), after));
  }

  it('asks for a reason, and lets none end the comment or hide in it', () => {
    for (const empty of ['', '  ', '--', '\u202e'])
      assert.equal(writeIgnore({ path: 'a.ts', text: 'f();', line: 1, rule, reason: empty }).state, 'refused');
    const edit = writeIgnore({ path: 'a.css', text: 'a {}', line: 1, rule, reason: 'a */ b\n\u202ec\\' });
    assert.deepEqual(edit, { state: 'insert', line: 1, column: 0, text: '/* reverie-ignore x/y: a * / b c */\n' });
  });

  it('refuses a rule whose name cannot be written', () => {
    for (const name of ['a b', 'a,b', '', 'a\nb', 'a */ b'])
      assert.equal(writeIgnore({ path: 'a.css', text: 'a {}', line: 1, rule: name, reason }).state, 'refused', name);
  });

  it('writes only what is read again on that line, whatever the text', () => {
    const marks = [
      '"',
      "'",
      '`',
      '//',
      '/*',
      '*/',
      '#',
      '\n',
      '\n',
      '\\',
      '${',
      '{',
      '}',
      '<<A',
      '\nA\n',
      '<!--',
      '-->',
      '<p',
      '>',
      '</p>',
      'x',
      ' ',
      '"""',
      '<?php',
      '?>',
      '=>',
      '(',
      ')',
    ];
    const paths = [
      'a.ts',
      'a.tsx',
      'a.py',
      'a.sh',
      'a.rb',
      'a.php',
      'a.html',
      'a.css',
      'a.sql',
      'a.yml',
      'a.go',
      'a.rs',
      'a.cpp',
      'a.cs',
      'a.md',
      'a.vue',
      'Dockerfile',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...paths),
        fc.array(fc.constantFrom(...marks), { minLength: 1, maxLength: 30 }),
        fc.nat(10),
        (path, parts, line) => {
          const text = parts.join('');
          const edit = writeIgnore({ path, text, line: line + 1, rule, reason });
          if (edit.state === 'refused') return;
          const starts = text.split('\n').slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + edit.column;
          const after = text.slice(0, starts) + edit.text + text.slice(starts);
          const target = edit.column === 0 && edit.text.endsWith('\n') ? line + 2 : line + 1;
          assert.ok(findIgnores(path, after).some((i) => i.target === target && i.rules[0] === rule && i.reason === reason));
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
