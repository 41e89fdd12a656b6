/** The calls that are being worked on: bounded in number, reviews one after the other, and waited for at the end. */
import { HumanError } from '../../core/human-error.js';

/** So many may run or wait; a client that sends more is told to wait for answers. */
const mostCalls = 32;

export interface RunningCalls {
  /** Runs a call at once. Throws a HumanError when there are too many. */
  run<T>(task: () => Promise<T>): Promise<T>;
  /** Within a call: waits for those before it with the same key. */
  inTurn<T>(key: string, task: () => Promise<T>): Promise<T>;
  /** Resolves when all have ended; true, or false after `ms` milliseconds. */
  settled(ms: number): Promise<boolean>;
}

export function runningCalls(): RunningCalls {
  const running = new Set<Promise<unknown>>();
  const turns = new Map<string, Promise<unknown>>();
  return {
    async run(task) {
      if (running.size >= mostCalls)
        throw new HumanError(`${running.size} calls are being worked on`, { next: 'Wait for their answers, then call again' });
      const call = task();
      const ended = call.catch(() => undefined);
      running.add(ended);
      try {
        return await call;
      } finally {
        running.delete(ended);
      }
    },
    async inTurn(key, task) {
      const before = turns.get(key) ?? Promise.resolve();
      const call = before.then(task);
      const ended = call.catch(() => undefined);
      turns.set(key, ended);
      try {
        return await call;
      } finally {
        if (turns.get(key) === ended) turns.delete(key);
      }
    },
    async settled(ms) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
      const all = (async () => {
        while (running.size > 0) await Promise.all(running);
        return true;
      })();
      const done = await Promise.race([all, late]);
      clearTimeout(timer);
      return done;
    },
  };
}
