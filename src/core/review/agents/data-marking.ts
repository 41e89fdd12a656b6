/**
 * How code, diffs, commit messages and tool results are shown to a model: as data between boundaries that the data cannot guess, with the
 * characters that reorder or hide text made visible. What stands between them is never an instruction (the system prompt says so).
 */
import type { Ports } from '../../ports.js';
import { visible } from '../../visible.js';

/** A word for one review that no text of the repository knows. */
export function createBoundary(ports: Pick<Ports, 'ids' | 'hash'>): string {
  return ports.hash.sha256(ports.ids.next('boundary')).slice(0, 16);
}

/** `what` names the data for the model (`file src/a.ts, lines 1-20`); it comes from the repository too, so it is kept to one line. */
export function asData(boundary: string, what: string, text: string): string {
  // what a model wrote may repeat the word
  const shown = visible(text).replaceAll(boundary, '‹id›');
  return `<data id="${boundary}" what=${JSON.stringify(visible(what).replace(/\s+/g, ' '))}>\n${shown}${shown.endsWith('\n') ? '' : '\n'}</data id="${boundary}">`;
}
