/** Brings held-back findings back; it counts against the lesson that held them. */
import { chosenHeldBack, type Clicked } from './chosen-findings.js';
import type { CommandContext } from './command-context.js';

export async function bringBack(context: CommandContext, ...clicked: Clicked): Promise<void> {
  for (const { session, held } of chosenHeldBack(context, clicked)) await session.bringBack(held);
}
