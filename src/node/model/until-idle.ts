/** A watch on a stream: one that stands still for too long is broken off. A slow one that goes on is let be. */
import { ModelError } from '../../core/model/model-error.js';
import type { Clock } from '../../core/ports.js';

export type IdleWatch = { idleMs: number; clock: Pick<Clock, 'sleep'>; /** Lets go of the connection. */ onIdle: () => void };

export async function* untilIdle<T>(events: AsyncIterable<T>, { idleMs, clock, onIdle }: IdleWatch): AsyncGenerator<T> {
  const iterator = events[Symbol.asyncIterator]();
  for (;;) {
    const watch = new AbortController();
    const idle = clock.sleep(idleMs, watch.signal).then(
      () => 'idle' as const,
      // the watch is called off only once the race is over
      () => 'idle' as const,
    );
    const step = iterator.next();
    let next: IteratorResult<T> | 'idle';
    try {
      next = await Promise.race([step, idle]);
    } finally {
      watch.abort();
    }
    if (next === 'idle') {
      step.catch(() => undefined);
      onIdle();
      throw new ModelError('broken-off', `The model’s answer stood still for ${Math.round(idleMs / 1000)} seconds`, { next: 'Try again' });
    }
    if (next.done) return;
    yield next.value;
  }
}
