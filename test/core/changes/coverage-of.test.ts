import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { ChangedFile } from '../../../src/core/changes/change-set.js';
import { coverageOf } from '../../../src/core/changes/coverage-of.js';
import type { FileCoverage } from '../../../src/core/changes/coverage.js';

const hunk = { old: { startLine: 1, endLine: 0 }, new: { startLine: 1, endLine: 1 } };
const file = (path: string, more: Partial<ChangedFile> = {}): ChangedFile => ({
  path,
  status: 'modified',
  kind: 'text',
  hunks: [hunk],
  ...more,
});
const reviewed = (path: string): FileCoverage => ({ state: 'reviewed', path, hunks: 9 });
const skipped = (path: string, reason: string): FileCoverage => ({ state: 'skipped', path, hunks: 0, reason });
const failed = (path: string, reason: string): FileCoverage => ({ state: 'failed', path, hunks: 0, reason });

describe('coverage', () => {
  const cases: [string, ChangedFile, FileCoverage[], FileCoverage][] = [
    ['counts the hunks of the change set', file('a'), [reviewed('a')], { state: 'reviewed', path: 'a', hunks: 1 }],
    [
      'keeps the reason of a skipped file',
      file('a', { skip: 'binary' }),
      [reviewed('a')],
      { state: 'skipped', path: 'a', hunks: 1, reason: 'binary' },
    ],
    ['takes one reader for enough', file('a'), [skipped('a', 'no rules'), reviewed('a')], { state: 'reviewed', path: 'a', hunks: 1 }],
    [
      'shows a failure of any reader',
      file('a'),
      [reviewed('a'), failed('a', 'parse')],
      { state: 'failed', path: 'a', hunks: 1, reason: 'parse' },
    ],
    [
      'joins different reasons once each',
      file('a'),
      [skipped('a', 'x'), skipped('a', 'y'), skipped('a', 'x')],
      { state: 'skipped', path: 'a', hunks: 1, reason: 'x; y' },
    ],
    ['fails a file nobody looked at', file('a'), [], { state: 'failed', path: 'a', hunks: 1, reason: 'no analyzer looked at it' }],
    [
      'skips a file without changed lines',
      file('a', { hunks: [] }),
      [],
      { state: 'skipped', path: 'a', hunks: 0, reason: 'no changed lines' },
    ],
  ];
  for (const [name, changed, rows, expected] of cases) {
    it(name, () => assert.deepEqual(coverageOf({ files: [changed] }, [...rows, reviewed('elsewhere')]), [expected]));
  }

  it('invariant 1: every file of a change set is in the coverage exactly once, reviewed or with a reason', () => {
    const path = fc.constantFrom('a', 'b', 'c', 'd', 'e', '__proto__');
    const row = fc.oneof(
      path.map(reviewed),
      path.map((p) => skipped(p, 's')),
      path.map((p) => failed(p, 'f')),
    );
    const files = fc.uniqueArray(
      fc
        .record({ path, skip: fc.option(fc.constant('why'), { nil: undefined }), empty: fc.boolean() })
        .map((f) => file(f.path, { ...(f.skip && { skip: f.skip }), hunks: f.empty ? [] : [hunk] })),
      { selector: (f) => f.path },
    );
    fc.assert(
      fc.property(files, fc.array(row), (files, rows) => {
        const coverage = coverageOf({ files }, rows);
        assert.deepEqual(
          coverage.map((c) => c.path),
          files.map((f) => f.path),
        );
        for (const c of coverage) assert.ok(c.state === 'reviewed' || c.reason !== '');
      }),
    );
  });
});
