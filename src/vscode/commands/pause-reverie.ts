/** `Pause` and `Resume`: whether anything begins by itself in this workspace. */
import type { CommandContext } from './command-context.js';

export async function pauseReverie({ pause, log }: CommandContext, paused: boolean): Promise<void> {
  await pause.set(paused);
  log.info(paused ? 'paused: nothing begins by itself' : 'resumed');
}
