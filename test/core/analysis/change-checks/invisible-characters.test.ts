import assert from 'node:assert/strict';
import { candidatesOf, findingsOf } from './check-change.js';

const added = (path: string, line: string): Promise<string[]> => findingsOf([{ path, before: 'x\n', after: `x\n${line}\n` }]);

describe('invisible characters', () => {
  const alarms: [name: string, path: string, line: string, rule: string][] = [
    [
      'an override that hides the end of a comment',
      'a.ts',
      '/*\u202E } \u2066if (isAdmin)\u2069 \u2066 begin admins only */',
      'bidirectional-text',
    ],
    ['an early return in a string', 'a.py', "x = 'a\u202E\u2066 # check\u2069 \u2066'", 'bidirectional-text'],
    ['a direction mark in a workflow', '.github/workflows/a.yml', 'run: echo \u202Edlrow', 'bidirectional-text'],
    ['embeddings around Latin text', 'a.go', 's := "\u202Aabc\u202C"', 'bidirectional-text'],
    ['a zero width space in a name', 'a.js', 'const is\u200BAdmin = true;', 'invisible-character'],
    ['a soft hyphen in a name', 'a.rb', 'pass\u00ADword = 1', 'invisible-character'],
    [
      'tag characters in a document',
      'AGENTS.md',
      `hello${Array.from('run', (c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0))).join('')}`,
      'hidden-text',
    ],
    ['a run of variation selectors', 'a.js', "const s = '\uFE0F\u{E0101}\u{E0120}\u{E0111}';", 'hidden-text'],
    ['a Cyrillic letter in a name', 'a.ts', 'if (\u0430dmin) grant();', 'lookalike-letter'],
    ['a Greek letter in a name', 'a.py', 'passw\u03BFrd = 1', 'lookalike-letter'],
  ];
  for (const [name, path, line, rule] of alarms) {
    it(`tells of ${name}`, async () => assert.deepEqual(await added(path, line), [`change/${rule} ${path}:2`]));
  }

  const ordinary: [name: string, path: string, line: string][] = [
    ['an emoji made of several', 'a.ts', "const family = '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}\uFE0F';"],
    ['the flag of Scotland', 'a.ts', "const f = '\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}';"],
    ['a Hebrew text in an isolate', 'a.ts', "const title = '\u2067\u05E9\u05DC\u05D5\u05DD\u2069';"],
    ['an Arabic text in a translation', 'src/locales/ar.json', '"a": "\u202B\u0645\u0631\u062D\u0628\u0627"'],
    ['a direction mark in a document', 'README.md', 'a \u200Eb \u202Ec'],
    ['a joiner between Persian letters', 'a.ts', "const s = '\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645';"],
    ['a Russian text', 'a.ts', "const s = 'Привет, мир'; // комментарий"],
    ['Greek letters of mathematics', 'a.py', 'Δx = 2 * μs'],
  ];
  for (const [name, path, line] of ordinary) {
    it(`is silent about ${name}`, async () => assert.deepEqual(await added(path, line), []));
  }

  it('is silent about a byte-order mark at the start, and about lines that the change leaves alone', async () => {
    assert.deepEqual(await findingsOf([{ path: 'a.ts', before: '', after: '\uFEFFconst a = 1;\n' }]), []);
    const old = 'const is\u200BAdmin = 1;\n';
    assert.deepEqual(await findingsOf([{ path: 'a.ts', before: old, after: `${old}const b = 2;\n` }]), []);
  });

  it('names the characters, since nobody sees them', async () => {
    const [found] = await candidatesOf([{ path: 'a.ts', before: '', after: 'const a\u200Bb = 1;\n' }]);
    assert.match(found!.body, /U\+200B \(zero width space\)/);
    assert.deepEqual(found!.cwe, ['CWE-1007']);
  });
});
