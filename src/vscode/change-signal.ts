/** A signal that something changed, without VS Code's emitter, so that the store and its tests run anywhere. */

export type Subscription = { dispose(): void };

export interface ChangeSignal<T> {
  fire(value: T): void;
  subscribe(listener: (value: T) => void): Subscription;
}

export function createSignal<T>(): ChangeSignal<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    fire: (value) => {
      for (const listener of listeners) listener(value);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
}
