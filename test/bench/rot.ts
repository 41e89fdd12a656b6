/** Whether memory rots: 1,000 reviews and 100 dreams of a team that drifts, contradicts itself, slips and is lied to, beside two simple memories. */
import { memoryBudget } from '../../src/core/memory/memory-budget.js';
import { liveThrough, lossWeight, type Lived, type RotReport, windowReviews } from '../core/dream/rot-simulation.js';
import type { BenchRow } from './bench-row.js';

const seeds = [1, 2, 3, 4, 5];
const reviews = 1000;

/** Usefulness: wanted findings shown, times `lossWeight`, minus unwanted ones shown; for each window of reviews, against a team without memory. */
export async function benchRot(): Promise<{ rows: BenchRow[] }> {
  const reports: RotReport[] = [];
  for (const seed of seeds) reports.push(await liveThrough(seed, reviews));
  const names = { reverie: 'Reverie', appendOnly: 'append-only notes', rewrite: 'one rewrite per dream' } as const;
  const what = `${seeds.length} × ${reviews} reviews, ${reports[0]?.dreams} dreams:`;
  const all = (of: keyof typeof names): Lived[] => reports.map((r) => r[of]);
  const gain = (of: keyof typeof names): number => {
    const sum = (lists: number[][]): number => lists.flat().reduce((a, b) => a + b, 0);
    return sum(all(of).map((l) => l.usefulness)) - sum(reports.map((r) => r.none));
  };
  const below = (of: keyof typeof names): number =>
    reports.reduce((n, r) => n + r[of].usefulness.filter((u, i) => u < (r.none[i] ?? 0)).length, 0);
  const windows = reports.reduce((n, r) => n + r.none.length, 0);
  const most = (of: keyof typeof names, key: 'mostTokens' | 'poisoned'): number => Math.max(...all(of).map((l) => l[key]));
  const total = (of: keyof typeof names, key: 'acceptedHidden' | 'rejectedHidden'): number => all(of).reduce((n, l) => n + l[key], 0);
  const others = (text: (of: keyof typeof names) => string): string =>
    (['appendOnly', 'rewrite'] as const).map((of) => `${names[of]}: ${text(of)}`).join('; ');
  return {
    rows: [
      {
        what: `${what} windows of ${windowReviews} reviews less useful than without memory (a lost wanted finding weighs ${lossWeight})`,
        ours: `${below('reverie')} of ${windows}`,
        reference: others((of) => `${below(of)} of ${windows}`),
        target: '0',
        ok: below('reverie') === 0,
      },
      {
        what: `${what} usefulness gained over no memory`,
        ours: gain('reverie').toFixed(0),
        reference: others((of) => gain(of).toFixed(0)),
        target: 'more than both',
        ok: gain('reverie') > Math.max(gain('appendOnly'), gain('rewrite')),
      },
      {
        what: `${what} unwanted findings hidden / wanted ones hidden`,
        ours: `${total('reverie', 'rejectedHidden')} / ${total('reverie', 'acceptedHidden')}`,
        reference: others((of) => `${total(of, 'rejectedHidden')} / ${total(of, 'acceptedHidden')}`),
      },
      {
        what: `${what} most tokens of lessons in effect`,
        ours: String(most('reverie', 'mostTokens')),
        reference: others((of) => String(most(of, 'mostTokens'))),
        target: `≤ ${memoryBudget}`,
        ok: most('reverie', 'mostTokens') <= memoryBudget,
      },
      {
        what: `${what} poisoned lessons in effect, at most`,
        ours: String(most('reverie', 'poisoned')),
        reference: others((of) => String(most(of, 'poisoned'))),
        target: '0',
        ok: most('reverie', 'poisoned') === 0,
      },
    ],
  };
}
