import assert from 'node:assert/strict';
import { Anchor } from '../../../src/core/changes/anchor.js';
import { makeAnchor } from '../../../src/core/changes/make-anchor.js';
import { type PlaceOptions, type Placement, placeAnchor } from '../../../src/core/changes/place-anchor.js';
import { type Edit, hardCase } from './repeated-code.js';

const anchorAt = (lines: string[], startLine: number, endLine = startLine, symbol?: string): Anchor =>
  makeAnchor({ path: 'a.ts', side: 'new', lines, startLine, endLine, ...(symbol !== undefined && { symbol }) });
const exact = (startLine: number, endLine = startLine): Placement => ({ state: 'exact', startLine, endLine });

/** An anchor as another hand may have written it: without counted copies. */
function withoutCopies(anchor: Anchor): Anchor {
  const { copies: _, ...rest } = anchor as Extract<Anchor, { state: 'exact' }>;
  return rest;
}

describe('making an anchor', () => {
  const lines = ['a();', '', '  b();', 'c();', 'd();', 'e();', 'f();', 'g();'];

  it('keeps the whole lines and three non-blank ones around them, nearest first', () => {
    const anchor = anchorAt(lines, 4, 5);
    assert.deepEqual(anchor, {
      state: 'exact',
      path: 'a.ts',
      side: 'new',
      startLine: 4,
      endLine: 5,
      quote: 'c();\nd();',
      context: { before: ['b();', 'a();'], after: ['e();', 'f();', 'g();'] },
      copies: { before: 0, after: 0, likeness: 0 },
    });
    assert.deepEqual(Anchor.parse(anchor), anchor);
  });

  for (const [startLine, endLine, why] of [
    [3, 2, 'no line is flagged'],
    [8, 9, 'the file has 8 lines, not 9'],
    [2, 2, 'only blank lines are flagged'],
  ] as const) {
    it(`names the file when ${why}`, () =>
      assert.deepEqual(anchorAt(lines, startLine, endLine), { state: 'file', path: 'a.ts', side: 'new', why }));
  }
});

describe('placing an anchor', () => {
  const three = ['one();', 'f();', 'uno();', '', 'two();', 'f();', 'due();', '', 'three();', 'f();', 'tre();'];

  const cases: [string, Anchor, string[], PlaceOptions, Placement][] = [
    ['finds a quote that moved', anchorAt(['a();', 'needle();', 'b();'], 2), ['x();', 'y();', 'a();', 'needle();', 'b();'], {}, exact(4)],
    ['finds it in another place altogether', anchorAt(['a();', 'needle();', 'b();'], 2), ['q();', 'needle();'], {}, exact(2)],
    ['looks past white space', anchorAt(['if (x) {', 'a( b );'], 1, 2), ['', '    if (x)  {', '\ta( b );'], {}, exact(2, 3)],
    ['tells copies apart by their surroundings', anchorAt(three, 6), ['zero();', ...three], {}, exact(7)],
    [
      'abstains when the code is gone',
      anchorAt(three, 6),
      ['g();'],
      {},
      { state: 'abstained', why: 'the quoted code is gone', matches: 0 },
    ],
    [
      'does not take a copy for code that was removed',
      anchorAt(['one();', 'f();', 'same();', 'one();', 'f();', 'same();'], 2),
      ['f();', 'same();'],
      {},
      { state: 'abstained', why: 'the quoted code stands in other surroundings', matches: 1 },
    ],
    [
      'abstains among places that all look the same',
      withoutCopies(anchorAt(['f();', 'f();', 'f();'], 2)),
      ['f();', 'f();', 'f();', 'f();'],
      {},
      { state: 'abstained', why: 'the quoted code stands in 4 places', matches: 4 },
    ],
    [
      'compares redacted secrets as text',
      anchorAt(['const key = ‹secret:aws:0123456789ab›;'], 1),
      ['const key = ‹secret:aws:ffffffffffff›;'],
      {},
      { state: 'abstained', why: 'the quoted code is gone', matches: 0 },
    ],
  ];
  for (const [name, anchor, lines, options, expected] of cases)
    it(name, () => assert.deepEqual(placeAnchor(anchor, lines, options), expected));

  it('takes the hint only among places that look all the same', () => {
    const block = ['{', '{', '{', 'f();', '}', '}', '}'];
    const anchor = withoutCopies(anchorAt(block, 4));
    const lines = [...block, ...block];
    assert.deepEqual(placeAnchor(anchor, lines, { hint: 11 }), exact(11));
    assert.deepEqual(placeAnchor(anchor, lines, { hint: 10 }), {
      state: 'abstained',
      why: 'the quoted code stands in 2 places',
      matches: 2,
    });
    assert.equal(placeAnchor(anchor, lines).state, 'abstained');
  });

  it('takes the symbol when surroundings cannot decide, and abstains when they contradict each other', () => {
    const anchor = withoutCopies(anchorAt(['{', 'f();', '}'], 2, 2, 'Cart.total'));
    const lines = ['{', 'f();', '}', '{', 'f();', '}'];
    assert.deepEqual(placeAnchor(anchor, lines, { symbolAt: (line) => (line > 3 ? 'Cart.total' : 'Cart.add') }), exact(5));
    assert.equal(placeAnchor(anchor, lines, { symbolAt: () => 'Cart.total' }).state, 'abstained');
    const clear = withoutCopies(anchorAt(three, 6, 6, 'a'));
    assert.equal(placeAnchor(clear, three, { symbolAt: (line) => (line === 2 ? 'a' : 'b') }).state, 'abstained');
  });

  it('keeps the order of copies when they all look the same', () => {
    const copies = ['f();', '', 'f();', '', 'f();'];
    assert.deepEqual(placeAnchor(anchorAt(copies, 3), ['x();', ...copies]), exact(4));
  });

  it('does not place a common line in strange surroundings', () => {
    const anchor = withoutCopies(anchorAt(['a();', 'b();', '}', 'c();'], 3));
    assert.deepEqual(placeAnchor(anchor, ['q();', '', '}', 'r();'], { hint: 1 }), {
      state: 'abstained',
      why: 'the quoted code stands in other surroundings',
      matches: 1,
    });
  });

  it('repeats why an anchor has no quote', () => {
    assert.deepEqual(placeAnchor(anchorAt(['a'], 5), ['a']), { state: 'abstained', why: 'the file has 1 lines, not 5', matches: 0 });
  });
});

describe('anchors in repeated code', () => {
  /** Places `count` generated cases; those whose file has only blank flagged lines do not count. */
  function place(count: number, edits: Edit[]): { right: number; wrong: number; abstained: number; standIns: number; gone: number } {
    const tally = { right: 0, wrong: 0, abstained: 0, standIns: 0, gone: 0 };
    for (let seed = 1; seed <= count; seed++) {
      const hard = hardCase(seed, edits);
      const anchor = anchorAt(hard.before, hard.startLine, hard.endLine);
      if (anchor.state === 'file') continue;
      const placed = placeAnchor(anchor, hard.after);
      if (hard.truth === undefined) tally[placed.state === 'exact' ? 'standIns' : 'gone']++;
      else if (placed.state === 'abstained') tally.abstained++;
      else tally[placed.startLine === hard.truth ? 'right' : 'wrong']++;
    }
    return tally;
  }

  it('invariant 2: an anchor is verified or it abstains: no wrong line in 4,000 hard cases, at most one in ten abstained', () => {
    const tally = place(4_000, ['shift', 'insert', 'rename', 'touch', 'reindent']);
    assert.equal(tally.wrong, 0);
    assert.ok(tally.right + tally.abstained > 3_900);
    assert.ok(tally.abstained / (tally.right + tally.abstained) <= 0.1, JSON.stringify(tally));
  });

  it('hardly ever takes a copy for flagged lines that were removed', () => {
    const tally = place(4_000, ['shift', 'insert', 'touch', 'remove-flagged']);
    assert.equal(tally.wrong, 0);
    assert.ok(tally.standIns / tally.gone <= 0.002, JSON.stringify(tally));
  });

  it('hardly ever mixes up copies when whole copies come and go', () => {
    const tally = place(4_000, ['shift', 'insert', 'copy', 'delete', 'rename', 'touch', 'reindent']);
    assert.ok(tally.wrong / tally.right <= 0.006, JSON.stringify(tally));
    assert.ok(tally.abstained / (tally.right + tally.abstained) <= 0.25, JSON.stringify(tally));
  });
});
