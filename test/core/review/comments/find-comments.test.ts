import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { commentSyntaxOf } from '../../../../src/core/review/comments/comment-syntax.js';
import { findComments } from '../../../../src/core/review/comments/find-comments.js';

function commentsOf(path: string, text: string): string[] {
  const found = commentSyntaxOf(path);
  if (found.state === 'none') return [];
  return findComments(text, found.syntax).flatMap((p) => (p.kind === 'comment' ? [text.slice(p.inner.start, p.inner.end).trim()] : []));
}

describe('finding comments', () => {
  const table: [path: string, text: string, comments: string[]][] = [
    ['a.ts', 'a(); // c1\n/* c2 */ b();', ['c1', 'c2']],
    ['a.ts', 'const s = "// no"; const t = \'/* no */\'; // yes', ['yes']],
    ['a.ts', 'const t = `\n// no\n${ f(`// no`, { a: 1 }) /* yes */ }\n// no`; // yes2', ['yes', 'yes2']],
    ['a.ts', 'const r = /"[/*]/; // yes\nconst q = a / b; // yes2', ['yes', 'yes2']],
    ['a.ts', "const s = 'it\\'s // no'; // yes", ['yes']],
    ['a.tsx', "<p>\n  // no\n  <b>don't</b> {/* yes */}\n</p>", ['yes']],
    ['a.tsx', '<p>hello // no</p>', []],
    ['a.tsx', 'return (\n  // yes\n  <p />\n);', ['yes']],
    ['a.tsx', '<a\n  // yes\n  href="https://no"\n>', ['yes']],
    ['a.py', 'x = "# no"  # yes\n"""\n# no\n"""\ny = 1 # yes2', ['yes', 'yes2']],
    ['a.py', "x = 'it\\'s # no' # yes", ['yes']],
    ['a.go', "s := `// no\n// no`\nr := '\"' // yes", ['yes']],
    ['a.rs', 'fn f<\'a>(x: &\'a str) -> char { \'"\' } // yes\nlet s = r#"// no " // no"#; /* a /* b */ c */', ['yes', 'a /* b */ c']],
    ['a.cpp', 'auto s = R"x(// no)" // no)x"; int n = 1\'000\'000; // yes', ['yes']],
    ['a.cs', 'var s = @"c:\\"; // yes\nvar t = """\n// no\n"""; // yes2', ['yes', 'yes2']],
    ['a.java', 'var s = """\n// no\n"""; // yes', ['yes']],
    ['a.rb', 'x = "a #{b} # no" # yes\ny = <<~SQL\n  # no\nSQL\nz = /#no/ # yes2', ['yes', 'yes2']],
    ['a.rb', '=begin\nyes\n=end\nx', ['yes']],
    ['a.php', '<!-- yes --><?php $a = "// no"; # yes2\n#[Attr]\n$h = <<<EOT\n// no\nEOT;\n// yes3 ?><b>// no</b>', ['yes', 'yes2', 'yes3']],
    ['a.sh', 'echo "# no" ${x#y} $# # yes\ncat <<EOF\n# no\nEOF\necho \\" # yes2', ['yes', 'yes2']],
    ['a.sql', "select '-- no it''s -- no' -- yes\nas $$ -- no $$; /* yes2 */", ['yes', 'yes2']],
    ['a.html', '<!-- yes --><p>// no</p><script>// yes2\nx("<!-- no")</script><style>/* yes3 */</style>', ['yes', 'yes2', 'yes3']],
    ['a.md', '```js\n<!-- no -->\n```\n<!-- yes -->', ['yes']],
    ['a.yml', "a: it's # yes\nb: |\n  # no\nc: '# no' # yes2\nrun: |\n  # yes3\n", ['yes', 'yes2', 'yes3']],
    ['a.css', 'a { content: "/* no */" } /* yes */ // no', ['yes']],
    ['a.scss', 'a { background: url(http://no) } // yes', ['yes']],
    ['a.lua', 'x = [[ -- no ]] -- yes', ['yes']],
    ['a.clj', '(str "; no") ; yes', ['yes']],
    ['a.tex', '50\\% no % yes', ['yes']],
    ['Dockerfile', 'RUN a # yes\n# yes2', ['yes', 'yes2']],
    ['a.json', '{"a": "// no"} // no', []],
    ['tsconfig.json', '{ } // yes', ['yes']],
    ['a.unknown', 'x // no\n  # yes\n// yes2\n/* yes3 */', ['yes', 'yes2', 'yes3']],
  ];
  for (const [path, text, expected] of table) {
    it(`finds ${expected.length} in ${path}: ${JSON.stringify(text)}`, () => assert.deepEqual(commentsOf(path, text), expected));
  }

  const paths = [...new Set(table.map(([path]) => path))];

  it('lets a string that ends in a heredoc overlap nothing', () => {
    const found = commentSyntaxOf('a.rb');
    assert.ok(found.state !== 'none');
    const pieces = findComments('<<A"\nA\n"\n# last\n', found.syntax);
    for (const [i, piece] of pieces.entries()) assert.ok(i === 0 || piece.start >= pieces[i - 1]!.end);
  });

  it('gives pieces in order and without overlap, whatever the text', () => {
    const marks = [
      '"',
      "'",
      '`',
      '//',
      '/*',
      '*/',
      '#',
      '\n',
      '\\',
      '${',
      '{',
      '}',
      '<<A',
      '\nA\n',
      '<!--',
      '-->',
      '<script>',
      '</script>',
      'x',
      ' ',
      '/',
      'r#"',
      '@"',
      '$$',
      '"""',
      '<?php',
      '?>',
      '|',
      ': |\n  ',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.array(fc.constantFrom(...marks), { maxLength: 60 }), (path, parts) => {
        const text = parts.join('');
        const found = commentSyntaxOf(path);
        if (found.state === 'none') return;
        let at = 0;
        for (const { start, end } of findComments(text, found.syntax)) {
          assert.ok(start >= at && end >= start && end <= text.length, `${start}-${end} after ${at}`);
          at = end;
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('costs no square of a text made to be costly', () => {
    const hard = ['"\\"', "'a", '/[', '/*', '<<A', '<script', '<?php ?>', '#', '{-', '`${', '(', 'r#"', '"""', "x'", '|\n ', '```\n'];
    for (const path of [...paths, 'a.hs']) {
      const found = commentSyntaxOf(path);
      if (found.state === 'none') continue;
      for (const mark of hard) {
        const text = mark.repeat(20_000);
        // with a square in it, all of them together would take many minutes
        assert.ok(findComments(text, found.syntax).length <= text.length, `${path} ${mark}`);
      }
    }
  }).timeout(60_000);
});
