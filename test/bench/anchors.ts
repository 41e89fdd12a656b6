/** Anchors in repeated code: how many placements are wrong and how many abstain, in generated cases whose truth is known; and how fast. */
import { makeAnchor } from '../../src/core/changes/make-anchor.js';
import { placeAnchor } from '../../src/core/changes/place-anchor.js';
import { type AnchorTally, tallyAnchors } from '../core/changes/anchor-tally.js';
import * as copiedSections from '../core/changes/copied-sections.js';
import * as repeatedCode from '../core/changes/repeated-code.js';
import type { BenchRow } from './bench-row.js';

const cases = 5_000;
const modes = { quote: 'the quote alone', text: 'with the old text' } as const;

export async function anchors(): Promise<{ rows: BenchRow[] }> {
  const tuned = tallyAnchors({ hardCase: repeatedCode.hardCase }, { first: 1, count: cases });
  const apart = tallyAnchors(copiedSections, { first: 1, count: cases });
  return {
    rows: [
      ...(['quote', 'text'] as const).map((mode) => row(`wrong lines in ${cases} hard cases, ${modes[mode]}`, tuned[mode], 'wrong', 0)),
      ...(['quote', 'text'] as const).map((mode) => row(`abstained in the same cases, ${modes[mode]}`, tuned[mode], 'abstained', 0.1)),
      row(`wrong lines in ${cases} cases of a second generator, ${modes.quote}`, apart.quote, 'wrong'),
      row(`abstained in the same cases, ${modes.quote}`, apart.quote, 'abstained', 0.1),
      speed(),
    ],
  };
}

/** `most` is the largest share that holds. */
function row(what: string, tally: AnchorTally, of: 'wrong' | 'abstained', most?: number): BenchRow {
  const share = tally[of] / tally.cases;
  const target = most === undefined ? undefined : most === 0 ? '0' : `≤ ${most * 100} %`;
  return {
    what,
    ours: of === 'wrong' ? `${tally.wrong}` : `${(share * 100).toFixed(1)} %`,
    reference: `${tally.cases} cases, ${tally.right} placed right, ${tally.gone} rightly not placed, ${tally.twins} on a twin that nobody could tell`,
    ...(target !== undefined && most !== undefined && { target, ok: share <= most }),
  };
}

/** 1,000 anchors in a file of 5,000 lines with 500 copies of ten functions. */
function speed(): BenchRow {
  const copies = Array.from({ length: 500 }, (_, i) => [
    `function step${i}() {`,
    `  const row = next(${i % 10});`,
    '  if (!row) return undefined;',
    '  total += row.price;',
    '  save(row);',
    '  log(row);',
    '  count++;',
    '  return row;',
    '}',
    '',
  ]);
  const lines = copies.flat();
  const later = ['// header', ...copies.toSpliced(250, 1).flat()];
  const found = Array.from({ length: 1_000 }, (_, i) =>
    makeAnchor({ path: 'a.ts', side: 'new', lines, startLine: i * 5 + 1 + ((i * 5) % 10 === 9 ? -1 : 0), endLine: i * 5 + 1 }),
  );
  const began = performance.now();
  for (const anchor of found) placeAnchor(anchor, later);
  const took = performance.now() - began;
  return { what: '1,000 anchors placed in 5,000 lines', ours: `${took.toFixed(0)} ms`, reference: '', target: '≤ 1 s', ok: took <= 1_000 };
}
