/** 200 kills of a dreaming process, at every step of a dream. */
import { randomInt } from 'node:crypto';
import { bundle } from '../cli/bundle.js';
import { killDreams, type DreamKills } from '../kill/dream-kills.js';
import type { BenchRow } from './bench-row.js';

const repos = 10;
const roundsEach = 20;

export async function benchDreamKill(): Promise<{ rows: BenchRow[] }> {
  const driver = await bundle('dream-driver', 'test/kill/dream-driver.ts');
  const seed = randomInt(1_000_000);
  const reports: DreamKills[] = [];
  for (let first = 0; first < repos; first += 2) {
    reports.push(...(await Promise.all([0, 1].map((i) => killDreams({ driver, rounds: roundsEach, seed: seed + first + i })))));
    console.log(`  ${reports.length * roundsEach} of ${repos * roundsEach} kills`);
  }
  const sum = (key: keyof DreamKills): number => reports.reduce((total, report) => total + report[key], 0);
  return {
    rows: [
      {
        what: `kill -9 of a dreaming process at every step of a dream (seed ${seed})`,
        ours: `${sum('rounds')} kills: ${sum('old')} left the old memory, ${sum('changed')} the new one; the journal told of all, ${sum('cutOff')} of them cut off, and each next dream read what those had not`,
        reference: '',
        target: `${repos * roundsEach} kills, nothing between, no turn lost`,
        ok: sum('rounds') >= repos * roundsEach && sum('old') + sum('changed') === sum('rounds'),
      },
    ],
  };
}
