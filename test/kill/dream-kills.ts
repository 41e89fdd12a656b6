/** Kills a dreaming process at every step of a dream, and checks after each kill that memory is the old or the new one and that nothing lost its turn. */
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Reverie } from '../../src/core/reverie.js';
import { createReverie, openRepo } from '../../src/node/engine.js';
import { assets, finished, start } from '../cli/bundle.js';
import { tempRepo, type TempRepo } from '../support/git-repo.js';
import { seeded } from '../support/seeded.js';

const leaseTermMs = 800;
/** The kill comes when this has just been written into the dream's transcript, or a moment later. */
export const steps = ['started', 'episode', 'health', 'proposed', 'decided', 'main', 'applied', 'ended'] as const;
/** ms */
const longestMoment = 12;

export type DreamKills = { rounds: number; old: number; changed: number; cutOff: number; sealed: number };

/** `rounds` kills in one repository. Rejects with the round and the seed in the message when something was lost. */
export async function killDreams({ driver, rounds, seed }: { driver: string; rounds: number; seed: number }): Promise<DreamKills> {
  const random = seeded(seed);
  const repo = await tempRepo({ 'README.md': 'killed\n' });
  const report: DreamKills = { rounds, old: 0, changed: 0, cutOff: 0, sealed: 0 };
  try {
    for (let round = 0; round < rounds; round++) {
      const step = steps[round % steps.length] ?? 'started';
      const moment = Math.floor(random() * longestMoment);
      try {
        // each begins anew: a lesson that was learned once would leave the next dream nothing to change
        await rm(path.join(repo.dir, '.git/reverie'), { recursive: true, force: true });
        const before = await withEngine(repo.dir, async (reverie) => {
          await reviewAndDismiss(reverie, repo, round);
          return { version: (await reverie.memory()).version, newVerdicts: (await reverie.dreamState()).newVerdicts };
        });
        const killed = await dreamUntil(driver, repo, step, moment, random() < 0.5);
        await withEngine(repo.dir, (reverie) => check(reverie, killed, before, report));
      } catch (cause) {
        const what = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`seed ${seed}, round ${round}, killed ${moment} ms after ${step}: ${what}`, { cause });
      }
    }
    return report;
  } finally {
    await repo.dispose();
  }
}

/** Resolves with the id of the dream that was killed (or that ended before). */
async function dreamUntil(driver: string, repo: TempRepo, step: (typeof steps)[number], moment: number, whole: boolean): Promise<string> {
  const folder = path.join(repo.dir, '.git/reverie/transcripts');
  const known = new Set(await readdir(folder));
  const main = path.join(repo.dir, '.git/reverie/memory.git/refs/heads/main');
  const tip = await readFile(main, 'utf8').catch(() => '');
  const child = start(driver, [repo.dir, assets, String(leaseTermMs), 'cli'], { cwd: repo.dir, detached: true });
  const ended = finished(child);
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  let name: string | undefined;
  const reached = async (): Promise<boolean> => {
    name ??= (await readdir(folder)).find((file) => file.startsWith('d-') && !known.has(file));
    if (name === undefined) return false;
    if (step === 'main') return (await readFile(main, 'utf8').catch(() => '')) !== tip;
    return (await readFile(path.join(folder, name), 'utf8')).includes(`"type":"${step}"`);
  };
  while (!isOver() && !(await reached())) await pause(1);
  await pause(moment);
  if (child.pid !== undefined && child.exitCode === null) process.kill(whole ? -child.pid : child.pid, 'SIGKILL');
  const { stderr } = await ended;
  if (name === undefined) throw new Error(`the process did not dream: ${stderr}`);
  return path.basename(name, '.jsonl');
}

type Before = { version: string | null; newVerdicts: number };

async function check(reverie: Reverie, killed: string, before: Before, report: DreamKills): Promise<void> {
  const { version, lessons, broken } = await reverie.memory();
  if (broken.length > 0) throw new Error(`a lesson cannot be read: ${broken[0]?.reason}`);
  const record = await reverie.transcript(killed);
  const decided = new Map(record.events.flatMap((e) => (e.type === 'decided' ? [[e.operation, e.decision] as const] : [])));
  const meant = record.events
    .flatMap((e) => (e.type === 'proposed' ? [e.operation] : []))
    .filter((o) => ['apply', 'trial'].includes(decided.get(o.id) ?? ''));
  if (version === before.version) report.old += 1;
  else {
    // all or nothing: each operation that was decided is in history
    const history = new Set((await reverie.history()).flatMap((v) => v.operations.map((o) => o.id)));
    const missing = meant.filter((o) => !history.has(o.id));
    if (missing.length > 0) throw new Error(`memory is between two versions: ${missing.length} of ${meant.length} operations are missing`);
    if (meant.some((o) => !lessons.some((l) => l.id === o.lesson))) throw new Error('a lesson is missing');
    report.changed += 1;
  }

  const { signal } = new AbortController();
  const next = await reverie.dream({ trigger: 'command', apply: 'auto' }, { signal });
  const entry = (await reverie.journal()).find((d) => d.dream === killed);
  if (!entry) throw new Error('the journal does not tell of the dream that was killed');
  if (record.events.some((e) => e.type === 'ended')) {
    report.sealed += 1;
    if (entry.state !== 'done') throw new Error(`the journal says ${entry.state} of a dream that was sealed`);
    if (next.state !== 'skipped') throw new Error(`the next dream ${next.state}, though everything was read`);
    return;
  }
  report.cutOff += 1;
  if (entry.state !== 'failed' || !entry.reason?.startsWith('cut off')) throw new Error(`the journal says ${entry.state}: ${entry.reason}`);
  if (next.state !== 'done') throw new Error(`the next dream ${next.state}: ${next.reason}`);
  if (next.read.newVerdicts !== before.newVerdicts)
    throw new Error(`the next dream read ${next.read.newVerdicts} of ${before.newVerdicts} verdicts`);
}

async function reviewAndDismiss(reverie: Reverie, repo: TempRepo, round: number): Promise<void> {
  for (let i = 0; i < 6; i++) await repo.write(`jobs/job-${round}-${i}.ts`, `console.log('working on ${round * 7 + i}', ${round}${i});\n`);
  const { findings } = await reverie.review({ scope: { kind: 'uncommitted' } }, { signal: new AbortController().signal });
  const fresh = findings.filter((f) => f.status === 'new');
  for (const f of fresh) await reverie.verdict({ finding: f.fingerprint, verdict: 'dismiss', reason: 'intended', by: 'person' });
}

export async function withEngine<T>(dir: string, use: (reverie: Reverie) => Promise<T>): Promise<T> {
  const reverie = await createReverie({ repo: await openRepo(dir), kind: 'cli', assets, version: 'check', leaseTermMs });
  try {
    return await use(reverie);
  } finally {
    await reverie.close();
  }
}

export { reviewAndDismiss, leaseTermMs };
