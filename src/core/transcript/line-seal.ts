/** Seals of ledger lines: whether a line was written on this machine, with the repo's private key, or planted by somebody who can write files. */
import type { Hasher } from '../ports.js';
import type { JsonLine } from './json-lines.js';
import type { LedgerEvent } from './ledger-event.js';

/** The line with its seal as the last field. `file` is its name relative to the source's folder: a copy under another name is none. */
export function sealLine(line: string, file: string, hash: Pick<Hasher, 'seal'>): string {
  return `${line.slice(0, -1)},"seal":"${sealOf(line, file, hash)}"}`;
}

export function holdsSeal(line: string, file: string, hash: Pick<Hasher, 'seal'>): boolean {
  const [end, seal] = /,"seal":"([0-9a-f]{64})"\}$/.exec(line) ?? [];
  return end !== undefined && sealOf(`${line.slice(0, -end.length)}}`, file, hash) === seal;
}

function sealOf(line: string, file: string, hash: Pick<Hasher, 'seal'>): string {
  // the line has its place in the file, and the hash of the one before it
  return hash.seal(['reverie ledger line', file, line].join('\0'));
}

export const unsealedWords =
  'not written by Reverie on this machine (no seal, or one that does not hold): verdicts there count as automation’s, and the rest does not count';

/** A line that could be read and was not written here. One that cannot be read says why by itself. */
export function isStranger(line: JsonLine<unknown>): boolean {
  return line.unsealed === true && (line.event !== undefined || ('unreadable' in line && line.unreadable.reason === unsealedWords));
}

/**
 * A line without a seal as it counts: whoever wrote it is nobody in particular. Undefined: it does not count at all, as what it says happened
 * to the code, or was decided, has nothing else to vouch for it.
 */
export function asItCounts(event: LedgerEvent): LedgerEvent | undefined {
  switch (event.type) {
    case 'opened':
      return event;
    case 'verdict':
    case 'withdrawn':
    case 'overruled':
      return event.by === 'person' ? { ...event, by: 'automation' } : event;
    case 'outcome':
    case 'rechecked':
    case 'proposal-decided':
    case 'tombstone':
      return undefined;
  }
}
