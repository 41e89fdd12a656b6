import assert from 'node:assert/strict';
import type { ChangeSet, Hunk, Scope } from '../../../src/core/changes/change-set.js';
import { makeAnchor } from '../../../src/core/changes/make-anchor.js';
import { fixedFindings } from '../../../src/core/review/fixed.js';
import type { KnownFinding } from '../../../src/core/review/known-finding.js';

const before = ['function total(cart) {', '  if (cart = null) return 0;', '  return cart.sum;', '}'];
const whole: Hunk[] = [{ old: { startLine: 1, endLine: 0 }, new: { startLine: 1, endLine: 4 } }];

function known(extra: { headCommit?: string; scope?: Scope; dismissed?: boolean } = {}): Map<string, KnownFinding> {
  return new Map([
    [
      'aa',
      {
        last: {
          finding: {
            id: 'f-1',
            fingerprint: 'aa',
            status: 'new',
            category: 'correctness',
            severity: 'high',
            confidence: 0.9,
            title: 'Assignment in a condition',
            body: '',
            rule: 'js/assign-in-condition',
            source: { kind: 'analyzer', name: 'rules' },
            anchor: makeAnchor({ path: 'a.js', side: 'new', lines: before, startLine: 2, endLine: 2, symbol: 'total' }),
            security: false,
            lessons: [],
            effects: [],
          },
          review: 'r-1',
          at: '2026-01-01T00:00:00.000Z',
          scope: extra.scope ?? { kind: 'uncommitted' },
          headCommit: extra.headCommit ?? 'c1',
        },
        ...(extra.dismissed && { verdict: { verdict: 'dismiss' as const, by: 'person' as const, at: '2026-01-02T00:00:00.000Z' } }),
      },
    ],
  ]);
}

async function fixed(
  after: string[] | undefined,
  options: {
    known?: Map<string, KnownFinding>;
    hunks?: Hunk[];
    headCommit?: string;
    seen?: string[];
    blobs?: Record<string, string[]>;
  } = {},
) {
  const changes: ChangeSet = {
    scope: { kind: 'uncommitted' },
    headCommit: options.headCommit ?? 'c1',
    files: after ? [{ path: 'a.js', status: 'modified', kind: 'text', hunks: options.hunks ?? whole }] : [],
  };
  const findings = await fixedFindings({
    known: options.known ?? known(),
    seen: new Set(options.seen),
    changes,
    renames: new Map(),
    reviewed: new Set(after ? ['a.js'] : []),
    lines: async () => after,
    linesOfBlob: async (_, blob) => options.blobs?.[blob],
    isAncestor: async (ancestor, descendant) => ancestor === 'c1' && descendant === 'c2',
  });
  return findings.length === 1;
}

describe('fixed findings', () => {
  const edited = before.with(1, '  if (cart === null) return 0;');

  it('calls a finding fixed when its line was edited and the code around it is still part of the change', async () => {
    assert.equal(await fixed(edited), true);
    assert.equal(await fixed(edited, { headCommit: 'c2' }), true, 'after a commit on top');
  });

  it('calls nothing fixed that was found again, was dismissed, or was seen in another scope', async () => {
    assert.equal(await fixed(edited, { seen: ['aa'] }), false);
    assert.equal(await fixed(edited, { known: known({ dismissed: true }) }), false);
    assert.equal(await fixed(edited, { known: known({ scope: { kind: 'staged' } }) }), false);
  });

  it('invents no “fixed” on a branch switch, a stash, a reset or a revert', async () => {
    assert.equal(await fixed(edited, { headCommit: 'other-branch' }), false, 'HEAD does not descend from the one that saw it');
    assert.equal(await fixed(undefined), false, 'the file is no longer part of the change');
    const elsewhere: Hunk[] = [{ old: { startLine: 40, endLine: 40 }, new: { startLine: 40, endLine: 40 } }];
    assert.equal(
      await fixed(['function total(cart) {', '  return cart.sum;', '}'], { hunks: elsewhere }),
      false,
      'the hunk was taken back',
    );
  });

  it('leaves a rewritten or deleted place alone, and code that still stands there', async () => {
    assert.equal(await fixed(['export const total = (c) => c.sum;']), false);
    assert.equal(await fixed(before), false);
  });

  it('calls nothing fixed when only the flagged lines were taken back to what they were', async () => {
    const old = ['function total(cart) {', '  if (!cart) return 0;', '}'];
    const seen = known();
    seen.get('aa')!.last.oldBlob = 'b1';
    const hunks: Hunk[] = [{ old: { startLine: 3, endLine: 2 }, new: { startLine: 3, endLine: 3 } }];
    const takenBack = before.with(1, old[1]!);
    assert.equal(await fixed(takenBack, { known: seen, hunks, blobs: { b1: old } }), false, 'as it stood before the change');
    assert.equal(await fixed(takenBack, { known: seen, hunks, blobs: {} }), true, 'the blob is out of reach');
    const mended = before.with(1, '  if (cart === null) return 0;');
    assert.equal(await fixed(mended, { known: seen, blobs: { b1: old } }), true, 'it says something new');
    assert.equal(await fixed(before.toSpliced(1, 1), { known: seen, blobs: { b1: old } }), true, 'it was deleted');
  });
});
