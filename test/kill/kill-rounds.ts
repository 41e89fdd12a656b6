/** Kills a working process again and again, and checks after each kill. */
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { createReverie, openRepo } from '../../src/node/engine.js';
import type { Reverie } from '../../src/core/reverie.js';
import { assets, finished, start } from '../cli/bundle.js';
import { tempRepo } from '../support/git-repo.js';
import { parseAcknowledged, type Acknowledged } from './acknowledged.js';
import { checkSurvivors } from './check-survivors.js';

/** Long enough for a heartbeat on a busy machine, short enough to wait for after a kill, in ms. */
const leaseTermMs = 800;
/**
 * The kill comes a random while (at most `longestWait` ms, about the longest step) after one of the process's first lines, `ready` the first of
 * them: counted in lines, a busy machine sees as much work done before as an idle one. A loop of its work is five lines.
 */
const latestLine = 12;
const longestWait = 150;

export type KillReport = { rounds: number; reviews: number; verdicts: number; dreams: number; versions: number };

export type KillOptions = {
  /** Path of the bundled driver. */
  driver: string;
  rounds: number;
  /** The random moments follow from it. */
  seed: number;
};

/** One repo, killed `rounds` times. Rejects with the round and the seed in the message when something was lost or the next run fails. */
export async function killRounds({ driver, rounds, seed }: KillOptions): Promise<KillReport> {
  const random = seededRandom(seed);
  const repo = await tempRepo({ 'README.md': 'killed\n' });
  const acknowledged: Acknowledged[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const after = 1 + Math.floor(random() * latestLine);
      const wait = Math.floor(random() * longestWait);
      const whole = random() < 0.5;
      try {
        acknowledged.push(...(await workUntilKilled(driver, repo.dir, { after, wait, whole, first: round * 1000 })));
        await withEngine(repo.dir, async (reverie) => {
          await checkSurvivors(reverie, acknowledged);
          await checkNextRun(reverie);
        });
      } catch (cause) {
        const what = cause instanceof Error ? cause.message : String(cause);
        throw new Error(
          `seed ${seed}, round ${round}, killed ${whole ? 'with its children ' : ''}${wait} ms after line ${after}: ${what}`,
          { cause },
        );
      }
    }
    const count = (type: Acknowledged['type']) => acknowledged.filter((said) => said.type === type).length;
    const versions = await withEngine(repo.dir, async (reverie) => (await reverie.history()).length);
    return { rounds, reviews: count('review'), verdicts: count('verdict'), dreams: count('dream'), versions };
  } finally {
    await repo.dispose();
  }
}

/** Resolves with what the process acknowledged before its end. `whole`: its git children are killed in the same moment. */
async function workUntilKilled(
  driver: string,
  dir: string,
  { after, wait, whole, first }: { after: number; wait: number; whole: boolean; first: number },
): Promise<Acknowledged[]> {
  const child = start(driver, [dir, assets, String(leaseTermMs), String(first)], { cwd: dir, detached: true });
  const ended = finished(child);
  await Promise.race([linesOf(child.stdout, after), ended]);
  await pause(wait);
  if (child.pid !== undefined && child.exitCode === null) process.kill(whole ? -child.pid : child.pid, 'SIGKILL');
  const { stdout, stderr } = await ended;
  const said = parseAcknowledged(stdout);
  const failed = said.find((line) => line.type === 'error');
  if (failed) throw new Error(`the working process failed: ${failed.text}`);
  if (said.length === 0) throw new Error(`the working process did not start: ${stderr}`);
  return said;
}

/** Resolves when that many lines have come. */
function linesOf(stream: Readable, count: number): Promise<void> {
  let left = count;
  return new Promise((resolve) => {
    stream.on('data', (text: string) => {
      left -= text.split('\n').length - 1;
      if (left <= 0) resolve();
    });
  });
}

/** A review, a verdict and a dream after the kill, in a process that knows nothing of it. */
async function checkNextRun(reverie: Reverie): Promise<void> {
  const { signal } = new AbortController();
  const report = await reverie.review({ scope: { kind: 'uncommitted' } }, { signal });
  if (report.review.state !== 'done') throw new Error(`the next review ${report.review.state}: ${report.review.reason}`);
  const [finding] = report.findings;
  if (finding) await reverie.verdict({ finding: finding.fingerprint, verdict: 'contest', by: 'automation' });
  const dream = await reverie.dream({ trigger: 'command', apply: 'auto' }, { signal });
  if (dream.state !== 'done') throw new Error(`the next dream ${dream.state}: ${dream.reason}`);
}

async function withEngine<T>(dir: string, use: (reverie: Reverie) => Promise<T>): Promise<T> {
  const reverie = await createReverie({ repo: await openRepo(dir), kind: 'cli', assets, version: 'check', leaseTermMs });
  try {
    return await use(reverie);
  } finally {
    await reverie.close();
  }
}

/** mulberry32 (https://gist.github.com/tommyettinger/46a874533244883189143505d203312c): 0 <= x < 1. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
