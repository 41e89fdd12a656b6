/** Long computations in steps: run to their end at once, or with breaths in between, so that a person can stop them. */
import { breathe } from '../breathe.js';

/** Each `yield` is a place to breathe. */
export type Steps<T> = Generator<undefined, T, undefined>;

export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** In one piece for about so long, in ms. */
const longestPiece = 30;

/** `now`: milliseconds on a clock that never goes back. Rejects with the signal's reason when it is aborted. */
export async function withBreaths<T>(steps: Steps<T>, { now, signal }: { now: () => number; signal: AbortSignal }): Promise<T> {
  let since = now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (now() - since < longestPiece) continue;
    await breathe();
    signal.throwIfAborted();
    since = now();
  }
}
