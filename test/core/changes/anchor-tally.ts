/** Places generated cases and counts what came of them: with the anchor alone, and with the text it was made on at hand. */
import { driftAnchor } from '../../../src/core/changes/drift-anchor.js';
import { makeAnchor } from '../../../src/core/changes/make-anchor.js';
import { type Placement, placeAnchor } from '../../../src/core/changes/place-anchor.js';
import type { Edit, HardCase } from './repeated-code.js';

/**
 * `wrong` are placements on a line that is not the flagged one, also when the flagged one is gone. `twins` are placements on a line that nobody
 * could tell from the flagged one (see `repeated-code.ts`).
 */
export type AnchorTally = {
  cases: number;
  right: number;
  wrong: number;
  twins: number;
  abstained: number;
  gone: number;
  firstWrong?: string;
};

type Generator = { hardCase: (seed: number, allowed?: readonly Edit[], steps?: number) => HardCase };
export type AnchorMode = 'quote' | 'text';

export function tallyAnchors(
  generator: Generator,
  { first, count, steps = 1, allowed }: { first: number; count: number; steps?: number; allowed?: readonly Edit[] },
): Record<AnchorMode, AnchorTally> {
  const fresh = (): AnchorTally => ({ cases: 0, right: 0, wrong: 0, twins: 0, abstained: 0, gone: 0 });
  const tallies = { quote: fresh(), text: fresh() };
  for (let seed = first; seed < first + count; seed++) {
    const hard = generator.hardCase(seed, allowed, steps);
    for (const mode of ['quote', 'text'] as const) {
      const placed = placeThrough(hard, mode);
      if (!placed) continue;
      const tally = tallies[mode];
      const outcome = judge(hard, placed);
      tally.cases++;
      tally[outcome]++;
      if (outcome === 'wrong') tally.firstWrong ??= `seed ${seed}, ${hard.family}: ${hard.edits.join(', ')}`;
    }
  }
  return tallies;
}

/** Step by step, as reviews of each version would do it. */
function placeThrough({ before, endLine, versions }: HardCase, mode: AnchorMode): Placement | undefined {
  let lines = before.lines;
  let placed: Placement = { state: 'exact', startLine: before.truth, endLine };
  for (const version of versions) {
    if (placed.state === 'abstained') break;
    const anchor = makeAnchor({ path: 'a.ts', side: 'new', lines, startLine: placed.startLine, endLine: placed.endLine });
    if (anchor.state === 'file') return undefined;
    placed = mode === 'quote' ? placeAnchor(anchor, version.lines) : driftAnchor(anchor, lines, version.lines);
    lines = version.lines;
  }
  return placed;
}

function judge({ versions, twin }: HardCase, placed: Placement): 'right' | 'wrong' | 'twins' | 'abstained' | 'gone' {
  const { lines, truth } = versions.at(-1)!;
  if (placed.state === 'abstained') return truth === undefined ? 'gone' : 'abstained';
  const code = (from: number): number => lines.findIndex((line, at) => at + 1 >= from && line.trim() !== '');
  if (truth !== undefined && code(placed.startLine) === code(truth)) return 'right';
  return twin ? 'twins' : 'wrong';
}
