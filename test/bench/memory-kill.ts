/** 200 rounds of kill -9 of two processes that write to one memory, each followed by a look at everything acknowledged, git fsck and a write. */
import { buildMemoryChild } from '../node/memory/build-memory-child.js';
import { killWriters } from '../node/memory/kill-writers.js';
import type { BenchRow } from './bench-row.js';

/** A memory is killed so often, then another begins: fsck after each kill looks at all of it. */
const roundsEach = 25;
const memories = 8;

export async function benchMemoryKill(): Promise<{ rows: BenchRow[] }> {
  const script = await buildMemoryChild();
  let acknowledged = 0;
  let versions = 0;
  for (let n = 0; n < memories; n++) {
    const report = await killWriters({ script, rounds: roundsEach });
    acknowledged += report.acknowledged;
    versions += report.versions;
    console.log(`  ${(n + 1) * roundsEach} of ${memories * roundsEach} rounds`);
  }
  const rounds = memories * roundsEach;
  return {
    rows: [
      {
        what: 'kill -9 of two processes writing to one memory',
        ours: `${rounds} rounds, nothing lost of ${acknowledged} operations acknowledged (${versions} versions), git fsck clean after each, each next write worked`,
        reference: '',
        target: '200 rounds, nothing lost',
        ok: rounds >= 200,
      },
    ],
  };
}
