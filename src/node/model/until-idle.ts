/** A watch on a stream: one that stands still for too long is broken off. A slow one that goes on is let be. */
import { ModelError } from '../../core/model/model-error.js';
import type { Clock } from '../../core/ports.js';

export type IdleWatch = { idleMs: number; clock: Pick<Clock, 'sleep'>; /** Lets go of the connection. */ onIdle: () => void };

/** Breaks off after `idleMs` without an event, or up to twice that: one timer watches many events. */
export async function* untilIdle<T>(events: AsyncIterable<T>, { idleMs, clock, onIdle }: IdleWatch): AsyncGenerator<T> {
  const iterator = events[Symbol.asyncIterator]();
  const watch = new AbortController();
  let seen = 0;
  // while the reader is busy with an event the provider is not to blame
  let asking = false;
  const standing = async (): Promise<'idle' | 'over'> => {
    for (;;) {
      const [before, asked] = [seen, asking];
      try {
        await clock.sleep(idleMs, watch.signal);
      } catch {
        return 'over';
      }
      if (asked && asking && seen === before) return 'idle';
    }
  };
  let stopped: (state: 'idle') => void = () => undefined;
  const idle = new Promise<'idle'>((resolve) => (stopped = resolve));
  asking = true;
  void standing().then((state) => {
    if (state === 'idle') stopped(state);
  });
  try {
    for (;;) {
      asking = true;
      const step = iterator.next();
      const next = await Promise.race([step, idle]);
      asking = false;
      if (next === 'idle') {
        step.catch(() => undefined);
        onIdle();
        throw new ModelError('broken-off', `The model’s answer stood still for ${Math.round(idleMs / 1000)} seconds`, {
          next: 'Try again',
        });
      }
      seen++;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    watch.abort();
  }
}
