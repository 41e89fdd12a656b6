/** Hears what a child process says, one JSON a line (see `memory-child.ts`). */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Said } from './memory-child.js';

export type Child = {
  process: ChildProcessWithoutNullStreams;
  /** The first thing said that passes, said already or later; rejects when the process ends before. */
  says(passes: (said: Said) => boolean): Promise<Said>;
  /** All that was said, once the process is gone. */
  ended: Promise<Said[]>;
};

export function listen(child: ChildProcessWithoutNullStreams): Child {
  let text = '';
  let errors = '';
  const waiting = new Set<() => void>();
  // what is behind the last newline was cut off by a kill
  const said = () =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Said);
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
    for (const look of waiting) look();
  });
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
  child.stdin.on('error', () => undefined);
  const ended = new Promise<Said[]>((resolve, reject) => {
    child.on('close', () => {
      if (errors) reject(new Error(errors));
      else resolve(said());
      for (const look of waiting) look();
    });
  });
  ended.catch(() => undefined);
  return {
    process: child,
    ended,
    says: (passes) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = said().find(passes);
          const gone = child.exitCode !== null || child.signalCode !== null;
          if (!found && !gone) return;
          waiting.delete(look);
          if (found) resolve(found);
          else reject(new Error(`the process ended: ${text}${errors}`));
        };
        waiting.add(look);
        look();
      }),
  };
}
