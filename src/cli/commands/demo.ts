/** `reverie demo`: a short story on a sample repo. */
import type { CommandContext } from '../terminal.js';

export function demoCommand(_context: CommandContext, _path: string | undefined): Promise<number> {
  return Promise.resolve(0);
}
