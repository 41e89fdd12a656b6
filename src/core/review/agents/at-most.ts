/** Lets at most so many tasks run at a time; the others wait for their turn, in order. */
export function atMost(count: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= count) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      // the place is handed over: nobody can slip in between
      if (next) next();
      else running--;
    }
  };
}
