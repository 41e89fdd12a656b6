import assert from 'node:assert/strict';
import { glob, pathFilter } from '../../../src/core/changes/glob.js';
import { parseIgnoreRules } from '../../../src/core/changes/ignore-rules.js';

describe('glob', () => {
  const cases: [string, string, boolean][] = [
    ['a.ts', 'a.ts', true],
    ['*.ts', 'a.ts', true],
    ['*.ts', 'src/a.ts', false],
    ['**/*.ts', 'a.ts', true],
    ['**/*.ts', 'x/y/a.ts', true],
    ['src/**', 'src/a/b', true],
    ['src/**', 'src', false],
    ['src/**/b', 'src/b', true],
    ['src/**/b', 'src/x/y/b', true],
    ['a?c', 'abc', true],
    ['a?c', 'a😀c', true],
    ['a?c', 'a/c', false],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[', '[', true],
    ['*', '.hidden', true],
    ['*.{ts,tsx}', 'a.tsx', true],
    ['{src,test}/**/*.{a,{b,c}}', 'test/q/x.c', true],
    ['{a', '{a', true],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['*a*b*c', 'xxaxxbxxc', true],
    ['*a*b*c', 'xxaxxbxx', false],
    ['**/a/**/b', 'x/a/y/a/z/b', true],
  ];
  for (const [pattern, path, matches] of cases) {
    it(`${pattern} ${matches ? 'takes' : 'leaves'} ${path}`, () => assert.equal(glob(pattern)(path), matches));
  }

  it('answers at once where a backtracking matcher never ends', () => {
    assert.equal(glob(`${'*a'.repeat(200)}b`)('a'.repeat(2_000)), false);
    assert.equal(glob(`${'**/a/'.repeat(200)}b`)('a/'.repeat(2_000)), false);
    assert.equal(glob('{a,b}'.repeat(60))('x'), false);
  });
});

describe('path filter', () => {
  it('takes literal names, folders and globs', () => {
    const filter = pathFilter(['./src/', 'app/[id].tsx', '*.md']);
    for (const path of ['src/a.ts', 'src/deep/b.ts', 'app/[id].tsx', 'README.md']) assert.equal(filter(path), true, path);
    for (const path of ['srcs/a.ts', 'app/i.tsx2', 'docs/x.md']) assert.equal(filter(path), false, path);
  });

  it('takes A for a only where the file system does', () => {
    assert.equal(pathFilter(['SRC/*.TS'])('src/a.ts'), false);
    assert.equal(pathFilter(['SRC/*.TS'], { ignoreCase: true })('src/a.ts'), true);
    assert.equal(pathFilter(['src'], { ignoreCase: true })('Src/A.ts'), true);
  });

  it('takes everything for the root', () => assert.equal(pathFilter(['.'])('any/thing'), true));
});

describe('.reverie/ignore', () => {
  const rules = parseIgnoreRules(
    ['# comment', '', '*.gen.ts', '/root.txt', 'docs/*.md', 'out/', '!keep.gen.ts', '\\#odd', 'gone  ', 'deep/**/x'].join('\n'),
  );
  const cases: [string, number | undefined][] = [
    ['a.gen.ts', 3],
    ['x/y/a.gen.ts', 3],
    ['x/keep.gen.ts', undefined],
    ['root.txt', 4],
    ['x/root.txt', undefined],
    ['docs/a.md', 5],
    ['docs/x/a.md', undefined],
    ['out/a', 6],
    ['x/out/a/b', 6],
    ['out', undefined],
    ['#odd', 8],
    ['gone', 9],
    ['gone/below', 9],
    ['deep/a/b/x', 10],
    ['src/a.ts', undefined],
  ];
  for (const [path, line] of cases) it(`${line ? `line ${line} ignores` : 'keeps'} ${path}`, () => assert.equal(rules(path), line));
});
