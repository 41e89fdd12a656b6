/** JSON lines with a valid envelope and chain around any payloads, also ones that no writer would write. */
import { firstPrev } from '../../src/core/transcript/envelope.js';
import { fakePorts } from './ports.js';

export function chainedLines(payloads: object[], options: { at?: string } = {}): string {
  const { hash } = fakePorts();
  let prev = firstPrev;
  let text = '';
  for (const [seq, payload] of payloads.entries()) {
    const line = JSON.stringify({ v: 1, seq, at: options.at ?? '2026-01-05T09:00:00.000Z', prev, ...payload });
    prev = hash.sha256(line);
    text += `${line}\n`;
  }
  return text;
}
