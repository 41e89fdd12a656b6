/** What a dream costs: over 20 new reviews with few and with many old ones, and over all of them from scratch. */
import { execFile } from 'node:child_process';
import { link, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { assets, bundle, finished, start } from '../cli/bundle.js';
import { tempRepo, type TempRepo } from '../support/git-repo.js';
import { median, type BenchRow } from './bench-row.js';
import { writeReviews } from './many-transcripts.js';

const exec = promisify(execFile);

const few = 100;
const many = 10_000;
const fresh = 20;
const rounds = 15;

type Dreamt = { ms: number; maxRssMb: number; state: string; reason?: string; read: { newTranscripts: number }; operations: number };

/**
 * Dreams are in processes of their own, in turns; times are medians of wall time. For every round both repos are put back to where a dream over as
 * many new reviews had just ended.
 */
export async function benchDreamScale(): Promise<{ rows: BenchRow[] }> {
  const program = await bundle('dream-once', 'test/bench/dream-once.ts');
  const small = await repoWith(few - fresh);
  const large = await repoWith(many - fresh);
  const kept = await mkdtemp(path.join(tmpdir(), 'reverie-bench-'));
  try {
    const times: { small: number[]; large: number[] } = { small: [], large: [] };
    const turns = [
      { name: 'small', repo: small, old: few },
      { name: 'large', repo: large, old: many },
    ] as const;
    let scratch: Dreamt | undefined;
    for (const { name, repo, old } of turns) {
      scratch = await dreamOnce(program, repo);
      await writeReviews(storageOf(repo), old - fresh, fresh);
      await dreamOnce(program, repo);
      await linkTree(repo.dir, path.join(kept, name));
    }
    for (let round = 0; round < rounds; round++) {
      for (const { name, repo, old } of turns) {
        await rm(repo.dir, { recursive: true });
        await linkTree(path.join(kept, name), repo.dir);
        await writeReviews(storageOf(repo), old, fresh);
        // what was just written for it is not its cost
        await exec('sync').catch(() => undefined);
        const dreamt = await dreamOnce(program, repo);
        if (dreamt.read.newTranscripts !== fresh) throw new Error(`it read ${dreamt.read.newTranscripts} new reviews, not ${fresh}`);
        times[name].push(dreamt.ms);
      }
    }
    const [a, b] = [median(times.small), median(times.large)];
    const seconds = (scratch?.ms ?? Infinity) / 1000;
    return {
      rows: [
        {
          what: `a dream over ${fresh} new reviews with ${many.toLocaleString('en')} old ones`,
          ours: `${b.toFixed(0)} ms`,
          reference: `${a.toFixed(0)} ms with ${few} old ones`,
          ratio: b / a,
          target: '0.80 to 1.20',
          ok: b / a <= 1.2 && b / a >= 0.8,
        },
        {
          what: `${(many - fresh).toLocaleString('en')} reviews from scratch, with all verdicts`,
          ours: `${seconds.toFixed(1)} s, ${scratch?.maxRssMb.toFixed(0)} MB at most`,
          reference: '',
          target: '≤ 60 s, ≤ 500 MB',
          ok: seconds <= 60 && (scratch?.maxRssMb ?? Infinity) <= 500,
        },
      ],
    };
  } finally {
    await Promise.all([small.dispose(), large.dispose(), rm(kept, { recursive: true, force: true })]);
  }
}

/** The same files once more: all that dreams write are new files. */
async function linkTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    await (entry.isDirectory() ? linkTree(source, target) : link(source, target));
  }
}

async function repoWith(reviews: number): Promise<TempRepo> {
  const repo = await tempRepo({ 'README.md': 'many reviews\n' });
  await writeReviews(storageOf(repo), 0, reviews);
  return repo;
}

function storageOf(repo: TempRepo): string {
  return path.join(repo.dir, '.git/reverie');
}

async function dreamOnce(program: string, repo: TempRepo): Promise<Dreamt> {
  const { stdout, stderr } = await finished(start(program, [repo.dir, assets], { cwd: repo.dir }));
  let dreamt: Dreamt;
  try {
    dreamt = JSON.parse(stdout) as Dreamt;
  } catch (cause) {
    throw new Error(`the dream did not end: ${stderr}`, { cause });
  }
  if (dreamt.state !== 'done') throw new Error(`the dream ${dreamt.state}: ${dreamt.reason}`);
  return dreamt;
}
