/** Ports for tests: a clock that only moves when told, ids that count, and a real SHA-256. */
import type { Clock, Ports } from '../../src/core/ports.js';
import { sha256Hasher } from '../../src/node/ports/sha256-hasher.js';

export interface FakeClock extends Clock {
  /** Moves wall time and monotonic time on, and wakes the sleepers that are due, in the order of their wake-up. */
  advance(ms: number): void;
  /** Sets wall time alone, as a person or NTP does. */
  setWall(iso: string): void;
}

/** Ids are `<prefix>-000001`, `<prefix>-000002`…: one count for all prefixes, so that they sort by time as real ones do. */
export function fakePorts(options: { start?: string } = {}): Ports & { clock: FakeClock } {
  let count = 0;
  return {
    clock: fakeClock(options.start ?? '2026-01-05T09:00:00.000Z'),
    ids: { next: (prefix) => `${prefix}-${String(++count).padStart(6, '0')}` },
    hash: sha256Hasher(new TextEncoder().encode('a key for tests')),
  };
}

export function fakeClock(start: string): FakeClock {
  let wall = Date.parse(start);
  let monotonic = 0;
  let sleepers: { due: number; wake: () => void }[] = [];
  return {
    now: () => new Date(wall),
    monotonic: () => monotonic,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const sleeper = { due: monotonic + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((s) => s !== sleeper);
          reject(signal.reason as Error);
        });
      }),
    advance(ms) {
      wall += ms;
      monotonic += ms;
      const due = sleepers.filter((s) => s.due <= monotonic).sort((a, b) => a.due - b.due);
      sleepers = sleepers.filter((s) => s.due > monotonic);
      for (const sleeper of due) sleeper.wake();
    },
    setWall(iso) {
      wall = Date.parse(iso);
    },
  };
}
