import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Observation } from '../../../src/core/dream/observation.js';
import { covers, globsOf, holds, scopeOfGlobs, scopesOf, widestLearned } from '../../../src/core/dream/scope-lattice.js';
import { matchesGlobs } from '../../../src/core/memory/path-globs.js';

function observation(path: string, verdict: 'accepted' | 'rejected' = 'rejected'): Observation {
  return { verdict, authority: 'person', overruled: [], subject: { path } } as unknown as Observation;
}
function learnedFrom(rejected: string[], accepted: string[] = []): string[] {
  const observations = [...accepted.map((p) => observation(p, 'accepted')), ...rejected.map((p) => observation(p))];
  return widestLearned(observations, 'hold-back').map((n) => n.scope);
}

const segment = fc.oneof(
  fc.constantFrom('src', 'a', 'b', '[id]', '(group)', '@scope', 'a+b', '.github', '{x}', '!not', 'a|b', 'with space', '*', '?'),
  fc.string({ minLength: 1, maxLength: 6 }).filter((s) => /^[^/\\\0]+$/.test(s) && s !== '.' && s !== '..' && s.trim() === s),
);
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));

describe('The lattice of scopes', () => {
  it('goes from the file over its folders to everything', () => {
    assert.deepEqual(scopesOf('a/b/c.js'), ['a/b/c.js', 'a/b/', 'a/', '']);
    assert.deepEqual(scopesOf('c.js'), ['c.js', './', '']);
  });

  it('holds exactly the paths that its globs match in a lesson', () => {
    fc.assert(
      fc.property(path, path, (own, other) => {
        for (const scope of scopesOf(own)) {
          for (const candidate of [own, other]) {
            // a glob `a/**` also names a file `a`, which cannot be there beside the folder
            if (`${candidate}/` === scope) continue;
            const globs = globsOf(scope);
            assert.equal(globs.length === 0 || matchesGlobs(candidate, globs), holds(scope, candidate), `${scope} and ${candidate}`);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is read back from the globs of a lesson, and only from such globs', () => {
    fc.assert(fc.property(path, (p) => scopesOf(p).every((scope) => scopeOfGlobs(globsOf(scope)) === scope)));
    assert.equal(scopeOfGlobs(['src/*.js']), undefined);
    assert.equal(scopeOfGlobs(['src/**', 'test/**']), undefined);
  });

  it('orders scopes by what they hold', () => {
    fc.assert(
      fc.property(path, path, (a, b) => {
        for (const outer of scopesOf(a))
          for (const inner of scopesOf(b)) if (covers(outer, inner) && holds(inner, a)) assert.ok(holds(outer, a));
        const chain = scopesOf(a);
        for (const [i, inner] of chain.entries())
          for (const outer of chain.slice(i)) assert.ok(covers(outer, inner), `${outer} covers ${inner}`);
      }),
    );
  });
});

describe('The widest scopes that may be learned', () => {
  it('begin with the narrowest one that holds three rejections', () => {
    assert.deepEqual(learnedFrom(['s/a.js', 's/a.js', 's/a.js']), ['s/a.js']);
    assert.deepEqual(learnedFrom(['s/a.js', 's/b.js', 's/c.js']), ['s/']);
    assert.deepEqual(learnedFrom(['s/a.js', 's/b.js']), []);
  });

  it('widen by a level when a second scope rejects by itself', () => {
    assert.deepEqual(learnedFrom(['s/a.js', 's/a.js', 's/a.js', 's/b.js']), ['s/a.js']);
    assert.deepEqual(learnedFrom(['s/a.js', 's/a.js', 's/a.js', 's/b.js', 's/b.js']), ['s/']);
  });

  it('do not become everything from a few rejections strewn over the repo', () => {
    assert.deepEqual(learnedFrom(['a/1.js', 'b/1.js', 'c/1.js']), []);
    assert.deepEqual(learnedFrom(['a/1.js', 'a/2.js', 'a/3.js', 'b/1.js', 'b/2.js']), ['']);
  });

  it('never hold an accepted finding that still counts', () => {
    assert.deepEqual(learnedFrom(['a/1.js', 'a/2.js', 'a/3.js', 'b/1.js', 'b/2.js', 'b/3.js'], ['c/1.js']), ['a/', 'b/']);
    assert.deepEqual(learnedFrom(['a/x/1.js', 'a/x/2.js', 'a/x/3.js', 'a/y/1.js', 'a/y/2.js'], ['a/y/3.js']), ['a/x/']);
    fc.assert(
      fc.property(fc.array(fc.tuple(path, fc.boolean()), { maxLength: 12 }), (said) => {
        const observations = said.map(([p, accepted]) => observation(p, accepted ? 'accepted' : 'rejected'));
        const scopes = widestLearned(observations, 'hold-back').map((n) => n.scope);
        const accepted = said.flatMap(([p, yes], index) => (yes ? [{ p, index }] : []));
        for (const scope of scopes) {
          for (const { p, index } of accepted.filter((a) => holds(scope, a.p))) {
            const later = said.slice(index + 1).filter(([q, yes]) => !yes && holds(scope, q)).length;
            assert.ok(later >= 8, `${scope} holds the accepted ${p}`);
          }
          assert.equal(scopes.filter((other) => covers(other, scope)).length, 1);
        }
      }),
    );
  });
});
