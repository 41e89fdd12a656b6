import assert from 'node:assert/strict';
import { Anchor } from '../../../src/core/changes/anchor.js';
import { makeAnchor } from '../../../src/core/changes/make-anchor.js';
import { type PlaceOptions, type Placement, placeAnchor } from '../../../src/core/changes/place-anchor.js';
import { driftAnchor } from '../../../src/core/changes/drift-anchor.js';
import { tallyAnchors } from './anchor-tally.js';
import * as copiedSections from './copied-sections.js';
import * as repeatedCode from './repeated-code.js';

const anchorAt = (lines: string[], startLine: number, endLine = startLine, symbol?: string): Anchor =>
  makeAnchor({ path: 'a.ts', side: 'new', lines, startLine, endLine, ...(symbol !== undefined && { symbol }) });
const exact = (startLine: number, endLine = startLine): Placement => ({ state: 'exact', startLine, endLine });

/** An anchor as another hand may have written it: without counted copies and without a sketch. */
function withoutCopies(anchor: Anchor): Anchor {
  const { copies: _, sketch: __, ...rest } = anchor as Extract<Anchor, { state: 'exact' }>;
  return rest;
}

describe('making an anchor', () => {
  const lines = ['a();', '', '  b();', 'c();', 'd();', 'e();', 'f();', 'g();'];

  it('keeps the whole lines and three non-blank ones around them, nearest first', () => {
    const { sketch, ...anchor } = anchorAt(lines, 4, 5) as Extract<Anchor, { state: 'exact' }>;
    assert.match(sketch ?? '', /^[\w.:-]+$/);
    assert.deepEqual(anchor, {
      state: 'exact',
      path: 'a.ts',
      side: 'new',
      startLine: 4,
      endLine: 5,
      quote: 'c();\nd();',
      context: { before: ['b();', 'a();'], after: ['e();', 'f();', 'g();'] },
      copies: { before: 0, after: 0 },
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
    const copies = ['push(queue);', '', 'push(queue);', '', 'push(queue);'];
    assert.deepEqual(placeAnchor(anchorAt(copies, 3), ['start();', ...copies]), exact(4));
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

describe('placing an anchor among copies', () => {
  const f = (name: string): string[] => [`function ${name}() {`, '  const row = next();', '  save(row);', '}', ''];
  const three = [...f('one'), ...f('two'), ...f('three')];
  const anchor = anchorAt(three, 7, 8, 'two');
  const place = (lines: string[], options: PlaceOptions = {}): Placement[] => [
    placeAnchor(anchor, lines, options),
    driftAnchor(anchor, three, lines, options),
  ];

  const followed: [string, string[], number][] = [
    ['its function moved past its copies', [...f('one'), ...f('three'), ...f('two')], 12],
    ['it was renamed', [...f('one'), ...f('second'), ...f('three')], 7],
    ['copies were pasted above and below', [...f('one'), ...f('new1'), ...f('two'), ...f('new2'), ...f('three')], 12],
    ['the copies around were deleted', f('two'), 2],
    ['it was indented', three.map((line) => `    ${line}`), 7],
    ['lines end in a carriage return', three.map((line) => `${line}\r`), 7],
    ['blank lines came between its lines', three.toSpliced(7, 0, '', ''), 7],
    ['white space changed within it', three.with(6, '\tconst row  =next( );'), 7],
  ];
  for (const [what, lines, startLine] of followed)
    it(`follows its lines when ${what}`, () => {
      for (const placed of place(lines))
        assert.deepEqual([placed.state, placed.state === 'exact' && placed.startLine], ['exact', startLine]);
    });

  const abstained: [string, string[]][] = [
    ['its function was deleted', [...f('one'), ...f('three')]],
    ['only its lines were deleted', [...f('one'), 'function two() {', '}', '', ...f('three')]],
    ['its lines were deleted and a copy was pasted', [...f('one'), 'function two() {', '}', '', ...f('new'), ...f('three')]],
    ['its function was deleted while another was renamed', [...f('first'), ...f('three')]],
  ];
  for (const [what, lines] of abstained)
    it(`never jumps to a copy when ${what}`, () => {
      for (const placed of place(lines)) assert.equal(placed.state, 'abstained');
    });

  it('abstains in a file of one repeated line when one came or went', () => {
    const same = Array.from({ length: 9 }, () => 'push(queue);');
    const fifth = anchorAt(same, 5);
    assert.deepEqual(placeAnchor(fifth, same), exact(5));
    assert.deepEqual(placeAnchor(fifth, ['start();', ...same]), exact(6));
    for (const lines of [same.slice(1), [...same, same[0]!]]) {
      assert.deepEqual(placeAnchor(fifth, lines), {
        state: 'abstained',
        why: `the quoted code stands in ${lines.length} places`,
        matches: lines.length,
      });
      assert.equal(driftAnchor(fifth, same, lines).state, 'abstained');
    }
  });

  it('takes the symbol of the later version where two readings come close', () => {
    const body = ['  const row = next();', '  save(row);'];
    const old = ['before();', 'function two(a) {', ...body, '}', 'after();'];
    const now = ['before();', 'function copy(a) {', ...body, '}', 'function two(a, b) {', ...body, '}', 'after();'];
    const two = anchorAt(old, 3, 4, 'two');
    assert.equal(placeAnchor(two, now).state, 'abstained');
    assert.deepEqual(placeAnchor(two, now, { symbolAt: (line) => (line < 6 ? 'copy' : 'two') }), exact(7, 8));
  });

  it('counts on nothing but the anchor when the old text is another version', () => {
    assert.deepEqual(driftAnchor(anchor, ['something else'], three), exact(7, 8));
  });

  it('takes a broken sketch for none', () => {
    assert.deepEqual(
      placeAnchor({ ...anchor, sketch: '9.9.9.9.1.1:????' } as Anchor, three).state,
      placeAnchor(withoutCopies(anchor), three).state,
    );
  });
});

describe('anchors in repeated code', () => {
  it('invariant 2: an anchor is verified or it abstains: no wrong line in 2,500 hard cases, at most one in ten abstained', () => {
    for (const [mode, tally] of Object.entries(tallyAnchors({ hardCase: repeatedCode.hardCase }, { first: 1, count: 2_500 }))) {
      assert.equal(tally.wrong, 0, `${mode}: ${tally.firstWrong}`);
      assert.ok(tally.abstained / tally.cases <= 0.1, `${mode}: ${tally.abstained} of ${tally.cases}`);
      assert.ok(tally.right > tally.cases * 0.6);
    }
  });

  it('is hardly ever wrong in cases of a second generator', () => {
    for (const [mode, tally] of Object.entries(tallyAnchors(copiedSections, { first: 1, count: 2_500 }))) {
      assert.ok(tally.wrong / tally.cases <= 0.001, `${mode}: ${tally.wrong}, ${tally.firstWrong}`);
      assert.ok(tally.abstained / tally.cases <= 0.1, `${mode}: ${tally.abstained} of ${tally.cases}`);
    }
  });

  it('drifts through several versions one by one without a wrong line', () => {
    const { quote, text } = tallyAnchors(
      { hardCase: repeatedCode.hardCase },
      {
        first: 1,
        count: 500,
        steps: 3,
        allowed: repeatedCode.edits.filter((edit) => !edit.startsWith('delete the')),
      },
    );
    assert.deepEqual([quote.wrong, text.wrong], [0, 0]);
  });
});
