/** What the dashboard reads with ten thousand transcripts: the first time, and when what was read is kept. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { assets, bundle, finished, start } from '../cli/bundle.js';
import { tempRepo } from '../support/git-repo.js';
import { type BenchRow, median } from './bench-row.js';
import { writeReviews } from './many-transcripts.js';

const many = 10_000;
const rounds = 3;
/** Beyond it a person sees how far it is and may leave: the panel says so for more than a hundred. */
const firstMs = 60_000;
const laterMs = 3_000;
const blockMs = 100;

type Read = { ms: number; maxRssMb: number; longestBlockMs: number; told: number; weeks: number };

/** Each reading is a process of its own; times are medians of three, the wait is the least of three. */
export async function benchDashboard(): Promise<{ rows: BenchRow[] }> {
  const program = await bundle('dashboard-once', 'test/bench/dashboard-once.ts');
  const repo = await tempRepo({ 'README.md': 'many reviews\n' });
  try {
    const storage = path.join(repo.dir, '.git/reverie');
    await writeReviews(storage, 0, many);
    const readOnce = async (): Promise<Read> => {
      const { stdout, stderr } = await finished(start(program, [repo.dir, assets], { cwd: repo.dir }));
      if (!stdout.startsWith('{')) throw new Error(`the figures were not read: ${stderr}`);
      return JSON.parse(stdout) as Read;
    };
    const readOften = async (before: () => Promise<void>): Promise<Read> => {
      const reads: Read[] = [];
      for (let i = 0; i < rounds; i++) {
        await before();
        reads.push(await readOnce());
      }
      const middle = (of: (read: Read) => number): number => median(reads.map(of));
      return {
        ms: middle((r) => r.ms),
        maxRssMb: middle((r) => r.maxRssMb),
        // what else the machine does makes it longer, never shorter
        longestBlockMs: Math.min(...reads.map((r) => r.longestBlockMs)),
        told: middle((r) => r.told),
        weeks: middle((r) => r.weeks),
      };
    };
    const first = await readOften(() => rm(path.join(storage, 'cache'), { recursive: true, force: true }));
    await finished(start(await bundle('dream-once', 'test/bench/dream-once.ts'), [repo.dir, assets], { cwd: repo.dir }));
    const later = await readOften(() => Promise.resolve());
    if (first.weeks < 15 || later.weeks < first.weeks) throw new Error(`${first.weeks} weeks at first, ${later.weeks} later`);
    const row = (what: string, { ms, maxRssMb, longestBlockMs }: Read, most: number): BenchRow => ({
      what: `${many.toLocaleString('en')} transcripts: the dashboard's figures, ${what}`,
      ours: `${(ms / 1000).toFixed(1)} s, ${maxRssMb.toFixed(0)} MB at most, the event loop waits ${longestBlockMs.toFixed(0)} ms at most`,
      reference: '',
      target: `≤ ${most / 1000} s, ≤ 500 MB, ≤ ${blockMs} ms`,
      ok: ms <= most && maxRssMb <= 500 && longestBlockMs <= blockMs,
    });
    return {
      rows: [
        row(`read for the first time (${first.told} signs of progress)`, first, firstMs),
        row('kept since, after a dream', later, laterMs),
      ],
    };
  } finally {
    await repo.dispose();
  }
}
