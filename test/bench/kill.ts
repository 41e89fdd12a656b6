/** 200 rounds of kill -9 while reviewing, recording verdicts and dreaming. */
import { randomInt } from 'node:crypto';
import { bundle } from '../cli/bundle.js';
import { killRounds } from '../kill/kill-rounds.js';
import type { BenchRow } from './bench-row.js';

const rounds = 200;
const side = 2;

export async function benchKill(): Promise<{ rows: BenchRow[] }> {
  const driver = await bundle('driver', 'test/kill/driver.ts');
  const seed = randomInt(1_000_000);
  const onRound = (round: number) => round % 10 === 9 && console.log(`  ${round + 1} of ${rounds / side} rounds`);
  const reports = await Promise.all(
    Array.from({ length: side }, (_, i) => killRounds({ driver, rounds: rounds / side, seed: seed + i, ...(i === 0 && { onRound }) })),
  );
  const sum = (key: 'rounds' | 'reviews' | 'verdicts' | 'dreams') => reports.reduce((total, report) => total + report[key], 0);
  return {
    rows: [
      {
        what: `kill -9 in a loop (seed ${seed})`,
        ours: `${sum('rounds')} rounds, nothing lost of ${sum('reviews')} reviews, ${sum('verdicts')} verdicts and ${sum('dreams')} dreams acknowledged`,
        reference: '',
        target: '200 rounds, nothing lost',
        ok: sum('rounds') >= rounds,
      },
    ],
  };
}
