/** Tells whether the writer of an unsealed transcript may still be alive: its lease is a ref whose heartbeat moves. */
import path from 'node:path';
import type { Lease, MemoryStore } from '../../core/memory/memory-store.js';
import type { Clock } from '../../core/ports.js';
import { reasonOf } from './event-files.js';
import { listRefs } from '../memory/refs.js';

/** The object that each writer's lease points to now, by writer id; undefined when leases cannot be read. */
export type ReadLeases = () => Promise<Map<string, string> | undefined>;

export interface WriterLeases {
  /** Takes this process's lease unless it is held already. Resolves when that is settled; never rejects. */
  hold(): Promise<void>;
  /** Gives back one `hold`; the lease goes with the last one. */
  letGo(): Promise<void>;
  look(writer: string): Promise<WriterLife>;
  /** Clears the leases of other writers that this process saw stand still for a whole term, so that killed processes leave nothing. */
  clear(): Promise<void>;
}

/**
 * alive: its heartbeat was seen to move · quiet: it has a lease, and was not watched for a term yet · gone: it has none, or one whose
 * heartbeat stood still for a whole term while this process watched · unknown: leases cannot be read.
 */
export type WriterLife = 'alive' | 'quiet' | 'gone' | 'unknown';

export type WriterLeasesOptions = {
  writer: string;
  /** Undefined when memory cannot be written: then no lease is taken. */
  memory: Pick<MemoryStore, 'lease' | 'clearLease'> | undefined;
  readLeases: ReadLeases;
  clock: Pick<Clock, 'monotonic'>;
  /** Milliseconds after which a heartbeat that stands still counts as dead. */
  termMs: number;
  warn: (warning: string) => void;
};

export function openWriterLeases(options: WriterLeasesOptions): WriterLeases {
  const { writer, memory, clock } = options;
  let holds = 0;
  let held: Promise<Lease | undefined> | undefined;
  const seen = new Map<string, { object: string; since: number; moved: boolean }>();

  async function take(): Promise<Lease | undefined> {
    if (!memory) return undefined;
    try {
      const taken = await memory.lease(leaseName(writer));
      if (taken.state === 'held') {
        taken.lease.signal.addEventListener('abort', takeAgain);
        return taken.lease;
      }
      options.warn(`This process could not mark itself as a writer: ${taken.reason}`);
    } catch (cause) {
      options.warn(`This process could not mark itself as a writer: ${reasonOf(cause)}`);
    }
    return undefined;
  }

  /** This process stood still for a term, and others took it for dead. */
  function takeAgain(): void {
    if (holds > 0) held = take();
  }

  function lifeOf(other: string, object: string): WriterLife {
    const now = clock.monotonic();
    const before = seen.get(other);
    if (before?.object !== object) {
      seen.set(other, { object, since: now, moved: before !== undefined });
      return before === undefined ? 'quiet' : 'alive';
    }
    if (now - before.since >= options.termMs) return 'gone';
    return before.moved ? 'alive' : 'quiet';
  }

  return {
    async hold() {
      holds++;
      held ??= take();
      await held;
    },
    async letGo() {
      holds--;
      if (holds > 0) return;
      const lease = await held;
      // a hold taken meanwhile keeps it
      if (holds > 0) return;
      held = undefined;
      await lease?.release();
    },
    async look(other) {
      if (other === writer && holds > 0) return 'alive';
      const leases = await options.readLeases();
      if (!leases) return 'unknown';
      const object = leases.get(other);
      if (object === undefined) return 'gone';
      return lifeOf(other, object);
    },
    async clear() {
      const leases = (await options.readLeases()) ?? new Map<string, string>();
      for (const [other, object] of leases) {
        if (other === writer || lifeOf(other, object) !== 'gone') continue;
        try {
          await memory?.clearLease(leaseName(other), object);
        } catch (cause) {
          options.warn(`The lease of a process that ended could not be cleared: ${reasonOf(cause)}`);
        }
      }
    },
  };
}

export function leaseName(writer: string): string {
  return `writer-${writer}`;
}

/** Reads the leases from the refs of the memory repository; none when there is no repository. Writes nothing. */
export function leasesOfMemory(reverieDir: string): ReadLeases {
  const folder = 'refs/leases/';
  return async () => {
    try {
      const refs = await listRefs(path.join(reverieDir, 'memory.git'), folder);
      const writers = [...refs].filter(([ref]) => ref.startsWith(`${folder}${leaseName('')}`));
      return new Map(writers.map(([ref, object]) => [ref.slice(folder.length + leaseName('').length), object]));
    } catch {
      // a damaged ref is memory's to report; here it only means that nothing is known of the writers
      return undefined;
    }
  };
}
