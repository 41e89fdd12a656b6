/** 200 rounds of kill -9 while reviewing, recording verdicts and dreaming. */
import { randomInt } from 'node:crypto';
import { bundle } from '../cli/bundle.js';
import { killRounds, type KillReport } from '../kill/kill-rounds.js';
import type { BenchRow } from './bench-row.js';

const repos = 10;
const roundsEach = 20;
/** How many repos are killed at a time. */
const side = 2;

export async function benchKill(): Promise<{ rows: BenchRow[] }> {
  const driver = await bundle('driver', 'test/kill/driver.ts');
  const seed = randomInt(1_000_000);
  const reports: KillReport[] = [];
  for (let first = 0; first < repos; first += side) {
    const seeds = Array.from({ length: side }, (_, i) => seed + first + i);
    reports.push(...(await Promise.all(seeds.map((seed) => killRounds({ driver, rounds: roundsEach, seed })))));
    console.log(`  ${reports.length * roundsEach} of ${repos * roundsEach} rounds`);
  }
  const sum = (key: 'rounds' | 'reviews' | 'verdicts' | 'dreams') => reports.reduce((total, report) => total + report[key], 0);
  return {
    rows: [
      {
        what: `kill -9 in a loop (seed ${seed})`,
        ours: `${sum('rounds')} rounds, nothing lost of ${sum('reviews')} reviews, ${sum('verdicts')} verdicts and ${sum('dreams')} dreams acknowledged`,
        reference: '',
        target: `${repos * roundsEach} rounds, nothing lost`,
        ok: sum('rounds') >= repos * roundsEach,
      },
    ],
  };
}
