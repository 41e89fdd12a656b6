import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { globProblem, matchesGlobs, PathSet } from '../../../src/core/memory/path-globs.js';

describe('globs of a scope', () => {
  for (const [glob, path, expected] of [
    ['src/**', 'src/a/b.ts', true],
    ['src/*', 'src/a/b.ts', false],
    ['**', '.github/workflows/ci.yml', true],
    ['*.{ts,js}', 'a.js', true],
    ['app/(auth)/page.tsx', 'app/(auth)/page.tsx', true],
    ['app/\\[id\\]/page.tsx', 'app/[id]/page.tsx', true],
    ['a+b|c.ts', 'a+b|c.ts', true],
    ['!src/**', 'lib/a.ts', false],
    ['[ab].ts', 'b.ts', true],
    ['', 'a.ts', false],
  ] as const) {
    it(`${glob || '(nothing)'} ${expected ? 'matches' : 'does not match'} ${path}`, () =>
      assert.equal(matchesGlobs(path, [glob]), expected));
  }

  it('refuses what can match no file, with the remedy', () => {
    for (const glob of ['/src/**', '../src/**']) assert.match(globProblem(glob) ?? '', /begins at the root of the repo/, glob);
    assert.match(globProblem('src/') ?? '', /src\/\*\* are all in this folder/);
    for (const glob of ['./src/**', '.github/**', '..a/*', 'src']) assert.equal(globProblem(glob), undefined, glob);
  });

  it('refuses what could take exponential time, and matches nothing with it', () => {
    for (const glob of ['*a*a*a*a*b', '**/a/**/a/**/a/**', '{a,{a,{a,{a,b}}}}', 'a'.repeat(501)]) {
      assert.ok(globProblem(glob), glob);
      assert.equal(matchesGlobs('a'.repeat(501), [glob]), false);
    }
    assert.equal(matchesGlobs(`${'a'.repeat(100)}!`, ['(a+)+b']), false);
  });

  it('asks a set of paths the same as each path alone', () => {
    const part = fc.constantFrom('src', 'a', 'b.ts', '.github', 'app', '(auth)', '[id]', 'ü', 'a b');
    const wild = fc.constantFrom('*', '**', '*.ts', '?', '[ab]*', '{src,a}', '\\[id\\]', '!a', '.', '', '(a|b)', '+(a)', '@a');
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    const glob = fc.array(fc.oneof(part, wild), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 8 }), fc.array(glob, { maxLength: 3 }), (paths, globs) => {
        assert.deepEqual(
          new PathSet(paths).matching(globs),
          paths.filter((p) => matchesGlobs(p, globs)),
        );
      }),
      { numRuns: 2000 },
    );
  });
});
