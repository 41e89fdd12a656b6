/** Leases: a ref with a heartbeat, taken by compare-and-swap, judged alive by whoever wants it on its own clock. */
import { randomUUID } from 'node:crypto';
import type { Lease, MemoryStore } from '../../core/memory/memory-store.js';
import type { Clock } from '../../core/ports.js';
import type { MemoryRepo } from './memory-repo.js';
import { noObject, readRef } from './refs.js';
import type { StaleLocks } from './stale-locks.js';
import { moveRefs } from './transaction.js';

export interface Leases {
  lease: MemoryStore['lease'];
  clear: MemoryStore['clearLease'];
  /** Releases every lease that is still held. */
  close(): Promise<void>;
}

type Deps = { repo: MemoryRepo; locks: StaleLocks; clock: Clock; termMs: number };

/** `termMs`: how long a heartbeat must have stood still before another may take the lease; it beats four times in that time. */
export function leases(deps: Deps): Leases {
  const { repo, locks, clock, termMs } = deps;
  const seen = new Map<string, { object: string; at: number }>();
  const held = new Map<string, Lease>();

  /** Milliseconds for which the heartbeat must still stand still, as far as this process has watched; 0: it may be taken. */
  const remaining = (name: string, object: string): number => {
    const before = seen.get(name);
    if (before?.object === object) return Math.max(0, termMs - (clock.monotonic() - before.at));
    seen.set(name, { object, at: clock.monotonic() });
    return termMs;
  };

  return {
    async lease(name, { signal, wait = false } = {}) {
      if (!/^[a-z0-9][a-z0-9_-]*(?:[./][a-z0-9_-]+)*$/i.test(name) || name.endsWith('.lock'))
        throw new Error(`${name} is not a name for a lease`);
      if (!repo.writable) return { state: 'refused', reason: `memory cannot be written: ${repo.dir} is read-only` };
      if (held.has(name)) return { state: 'refused', reason: `this process holds the lease “${name}” already` };
      await repo.create();
      const ref = `refs/leases/${name}`;
      const beats = heartbeats(repo, name, clock);
      let watched: string | undefined;
      for (let attempt = 0; ; attempt++) {
        signal?.throwIfAborted();
        const stands = await readRef(repo.dir, ref);
        const left = stands === undefined ? 0 : remaining(name, stands);
        if (left === 0) {
          const object = await beats.next();
          const moved = await moveRefs(repo, locks, [`update ${ref} ${object} ${stands ?? noObject}`]);
          if (moved.state === 'refused') {
            // another was faster: the next look shows whom; a ref that git will never make is a bug
            if (attempt < 20) continue;
            throw new Error(`the lease “${name}” cannot be taken: ${moved.why}`);
          }
          seen.delete(name);
          const lease = hold(deps, { name, ref, object, beats, released: () => held.delete(name) });
          held.set(name, lease);
          return { state: 'held', lease };
        }
        const beating = watched !== undefined && watched !== stands;
        if (!wait || beating) return { state: 'refused', reason: `another window or terminal holds the lease “${name}”` };
        watched = stands;
        await clock.sleep(Math.max(1, Math.min(left, termMs / 8)), signal);
      }
    },
    async clear(name, object) {
      // refused: it beats again, or another cleared it
      if (repo.writable) await moveRefs(repo, locks, [`delete refs/leases/${name} ${object}`]);
    },
    async close() {
      await Promise.all([...held.values()].map((lease) => lease.release()));
    },
  };
}

type Beats = { next(): Promise<string> };

/** Blobs that never repeat: an owner, which is random, and a counter. The time is for people who look at it. */
function heartbeats(repo: MemoryRepo, name: string, clock: Clock): Beats {
  const owner = randomUUID();
  const since = clock.now().toISOString();
  let beat = 0;
  return {
    async next() {
      const text = `${JSON.stringify({ v: 1, lease: name, owner, since, beat: beat++ })}\n`;
      return (await repo.gitOk(['hash-object', '-w', '--stdin'], text)).toString('utf8').trim();
    },
  };
}

type Holding = { name: string; ref: string; object: string; beats: Beats; released: () => void };

function hold({ repo, locks, termMs }: Deps, { name, ref, object, beats, released }: Holding): Lease {
  const lost = new AbortController();
  let ended = false;
  let renewedAt = performance.now();
  let beating: Promise<void> = Promise.resolve();

  const lose = (reason: string, cause?: unknown) => {
    ended = true;
    clearInterval(timer);
    released();
    lost.abort(new Error(`the lease “${name}” was lost: ${reason}`, { cause }));
  };
  const beat = async () => {
    try {
      const next = await beats.next();
      const moved = await moveRefs(repo, locks, [`update ${ref} ${next} ${object}`]);
      const stands = moved.state === 'done' ? next : await readRef(repo.dir, ref);
      if (stands === next || stands === object) {
        object = stands;
        renewedAt = performance.now();
      } else lose('another process took it');
    } catch (cause) {
      // a heartbeat that fails is tried again until others may believe that this process is dead
      if (performance.now() - renewedAt > termMs) lose('its heartbeat cannot be written', cause);
    }
  };
  let busy = false;
  const timer = setInterval(() => {
    if (busy || ended) return;
    busy = true;
    beating = beat().finally(() => (busy = false));
  }, termMs / 4);
  // a lease never keeps a process alive
  timer.unref();

  return {
    name,
    signal: lost.signal,
    fence: () => ({ ref, object }),
    async release() {
      if (ended) return;
      ended = true;
      clearInterval(timer);
      await beating;
      released();
      // refused: another process took it meanwhile, and it is theirs to release
      if (!lost.signal.aborted) await moveRefs(repo, locks, [`delete ${ref} ${object}`]);
    },
  };
}
