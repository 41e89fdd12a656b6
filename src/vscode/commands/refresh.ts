/** Reads everything again: new folders and repos, and what other windows and the CLI did. */
import type { CommandContext } from './command-context.js';

export async function refresh({ store }: CommandContext): Promise<void> {
  if (store.state === 'ready') await Promise.all(store.sessions.map((session) => session.refresh()));
  else {
    await store.reset();
    await store.open();
  }
}
