/** Moves one branch of memory forward: plan on its tip, write on a private ref, then swap; and again when someone was faster. */
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { HumanError } from '../../core/human-error.js';
import type { Lease } from '../../core/memory/memory-store.js';
import type { Clock } from '../../core/ports.js';
import { importCommits, type NewCommit } from './fast-import.js';
import { ifMissing, type MemoryRepo } from './memory-repo.js';
import { listRefs, noObject, readRef } from './refs.js';
import { pendingRefs, type StaleLocks } from './stale-locks.js';
import { backOff, moveRefs } from './transaction.js';

export type Writer = { repo: MemoryRepo; locks: StaleLocks; clock: Clock };

/** What to write on a tip (null: the branch is not there). `stop` writes nothing; `remove` takes the branch away. */
export type Plan<T> =
  | { do: 'stop'; value: T }
  | { do: 'remove'; value: T }
  /** To a commit that is there already, ahead of the tip. */
  | { do: 'move'; to: string; value: T }
  | { do: 'commit'; commits: NewCommit[]; parent: string | null; value: (ids: string[]) => T };

export type Advanced<T> = { state: 'done'; value: T } | { state: 'lost'; reason: string };

export type AdvanceOptions = {
  fence?: Lease | undefined;
  signal?: AbortSignal | undefined;
  /** Reads where the branch stands; default: its ref. */
  tipOf?: () => Promise<string | null>;
};

/**
 * Resolves once the branch stands at what `plan` made of its newest tip; `plan` is called again when another process moves the branch
 * meanwhile, for at least a minute. `lost`: the fencing lease is no longer held, and nothing has moved.
 */
export async function advance<T>(
  writer: Writer,
  branch: string,
  plan: (tip: string | null) => Promise<Plan<T>>,
  options: AdvanceOptions = {},
): Promise<Advanced<T>> {
  const { repo, locks, clock } = writer;
  const pending = `${pendingRefs}${randomUUID()}`;
  const began = performance.now();
  if (!repo.writable)
    throw new HumanError(`Memory cannot be written: ${repo.dir} is read-only`, { next: 'Give yourself the right to write there' });
  await repo.create();
  await locks.sweep();
  await letOthersFinish(repo, paces.get(repo) ?? 0);
  for (let attempt = 0; ; attempt++) {
    options.signal?.throwIfAborted();
    const attemptBegan = performance.now();
    const tip = options.tipOf ? await options.tipOf() : ((await readRef(repo.dir, branch)) ?? null);
    const planned = await plan(tip);
    if (planned.do === 'stop' || (planned.do === 'remove' && !tip)) return { state: 'done', value: planned.value };

    const ids =
      planned.do === 'commit'
        ? await importCommits(repo, { ref: pending, parent: planned.parent, commits: planned.commits, at: clock.now() })
        : [];
    const made = ids.at(-1);
    const next = planned.do === 'move' ? planned.to : made;
    const swap = next ? `update ${branch} ${next} ${tip ?? noObject}` : `delete ${branch} ${tip}`;
    const cleanUp = made ? [`delete ${pending} ${made}`] : [];
    const moved = await moveFenced(writer, [swap, ...cleanUp], { branch, tip }, options.fence);
    paces.set(repo, performance.now() - attemptBegan);
    if (moved.state === 'done') return { state: 'done', value: planned.do === 'commit' ? planned.value(ids) : planned.value };
    if (moved.state === 'lost' || performance.now() - began > giveUpMs) {
      await moveRefs(repo, locks, cleanUp);
      if (moved.state === 'lost') return moved;
      throw new HumanError('Memory is being written by others without a pause', { next: 'Try again in a moment' });
    }
    await backOff(attempt);
  }
}

const giveUpMs = 60_000;

/** How long (ms) this process's last attempt took: on a busy machine everybody's attempts take long, and patience follows. */
const paces = new WeakMap<MemoryRepo, number>();

/**
 * A writer that lost a swap keeps its pending ref while it tries again. Newcomers let it go first, for a moment: otherwise one that writes
 * without a pause would always be faster than one that has to read everything anew. It is courtesy only; the swap decides.
 */
async function letOthersFinish(repo: MemoryRepo, pace: number): Promise<void> {
  const patience = Math.min(5000, Math.max(250, pace * 8));
  const began = performance.now();
  while (performance.now() - began < patience && (await hasLivingWriter(repo, Math.max(2000, pace * 8))))
    await pause(2 + Math.random() * 6);
}

/** Each attempt writes its ref anew: one that has stood longer than `term` (ms) belongs to a writer that was killed, and is swept in time. */
async function hasLivingWriter(repo: MemoryRepo, term: number): Promise<boolean> {
  for (const ref of (await listRefs(repo.dir, pendingRefs)).keys()) {
    const info = await stat(path.join(repo.dir, ref)).catch(ifMissing);
    if (info && Date.now() - info.mtimeMs < term) return true;
  }
  return false;
}

type Swap = { state: 'done' } | { state: 'moved' } | { state: 'lost'; reason: string };

/** Swaps while the lease is held. The lease's heartbeat moves its ref too: then only the swap is tried again. */
async function moveFenced(
  { repo, locks }: Writer,
  commands: string[],
  expected: { branch: string; tip: string | null },
  fence: Lease | undefined,
): Promise<Swap> {
  for (let attempt = 0; ; attempt++) {
    if (fence?.signal.aborted) return { state: 'lost', reason: `the lease “${fence.name}” was lost` };
    const held = fence?.fence();
    const moved = await moveRefs(repo, locks, [...(held ? [`verify ${held.ref} ${held.object}`] : []), ...commands]);
    if (moved.state === 'done') return { state: 'done' };
    if (((await readRef(repo.dir, expected.branch)) ?? null) !== expected.tip) return { state: 'moved' };
    const stands = held && (await readRef(repo.dir, held.ref));
    // a heartbeat may be on its way, or the branch was moved and moved back: told apart by trying again
    if (attempt === 10) {
      if (held && stands !== held.object) return { state: 'lost', reason: `another process took the lease “${fence?.name}”` };
      throw new Error(`git update-ref failed on ${repo.dir}: ${moved.why}`);
    }
    await backOff(attempt);
  }
}
