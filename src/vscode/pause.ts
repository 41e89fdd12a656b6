/** Whether Reverie is paused in this workspace: then it begins nothing by itself. What a person asks for goes on working. */
import { createSignal, type Subscription } from './change-signal.js';

export interface Pause {
  readonly paused: boolean;
  /** Resolves once it is kept, so that it holds after a restart too. */
  set(paused: boolean): Promise<void>;
  subscribe(listener: () => void): Subscription;
}

type State = { get(key: string): unknown; update(key: string, value: unknown): PromiseLike<void> };

const key = 'paused';

/** `state` is that of the workspace. */
export function pauseIn(state: State): Pause {
  const changed = createSignal<void>();
  let paused = state.get(key) === true;
  return {
    get paused() {
      return paused;
    },
    async set(next) {
      if (next === paused) return;
      paused = next;
      changed.fire();
      await state.update(key, next || undefined);
    },
    subscribe: (listener) => changed.subscribe(listener),
  };
}
