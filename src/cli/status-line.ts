/** One line on stderr that says what is going on, redrawn in place; silent when stderr is no terminal. */
import type { Terminal } from './terminal.js';
import { renderLine } from './text/line.js';

/** Redraws closer together than this are dropped, in ms. */
const interval = 60;
const clear = '\r\u001b[2K';

/** Shows what `update` is called with for as long as `use` runs. */
export async function withStatusLine<T>(terminal: Terminal, use: (update: (text: string) => void) => Promise<T>): Promise<T> {
  if (!terminal.stderr.tty) return use(() => undefined);
  let drawn = Number.NEGATIVE_INFINITY;
  let written = Promise.resolve();
  const update = (text: string) => {
    const now = performance.now();
    if (now - drawn < interval) return;
    drawn = now;
    written = terminal.err(clear + renderLine([text], { color: false, columns: (terminal.columns ?? 80) - 1 }));
  };
  try {
    return await use(update);
  } finally {
    await written;
    if (drawn !== Number.NEGATIVE_INFINITY) await terminal.err(clear);
  }
}
