/** Calls that come faster than anyone reads are gathered: soon after the first one, then after a pause. */
import type { Subscription } from './change-signal.js';

export type Paced = Subscription & (() => void);

/**
 * VS Code redraws a tree, its message included, only once it was told nothing new for 200 ms: told without a pause, it would draw nothing at
 * all. `pauseMs` is asked before each pause and must be longer than that.
 */
export function paced(call: () => void, pauseMs: () => number, firstMs = 60): Paced {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = -Infinity;
  const run = () => {
    timer = undefined;
    last = performance.now();
    call();
  };
  const soon = () => {
    timer ??= setTimeout(run, Math.max(firstMs, last + pauseMs() - performance.now()));
  };
  return Object.assign(soon, { dispose: () => clearTimeout(timer) });
}
