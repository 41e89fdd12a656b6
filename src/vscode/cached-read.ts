/** One value read on first use, shared by everyone who asks, and read anew after it was forgotten. */

export interface CachedRead<T> {
  get(): Promise<T>;
  /** The last value read, also while a newer one is on its way. */
  readonly last: T | undefined;
  forget(): void;
}

export function cachedRead<T>(read: () => Promise<T>): CachedRead<T> {
  let pending: Promise<T> | undefined;
  let last: T | undefined;
  return {
    get() {
      if (pending) return pending;
      const mine: Promise<T> = read().then(
        (value) => {
          // an answer overtaken by `forget` is not kept as the last one
          if (pending === mine) last = value;
          return value;
        },
        (error: unknown) => {
          if (pending === mine) pending = undefined;
          throw error;
        },
      );
      pending = mine;
      return mine;
    },
    get last() {
      return last;
    },
    forget() {
      pending = undefined;
    },
  };
}
