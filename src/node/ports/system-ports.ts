/** The ports made real: the machine's clock, random ids, and hashing with the repo's private key. */
import type { Ports } from '../../core/ports.js';
import { sha256Hasher } from './sha256-hasher.js';
import { systemClock } from './system-clock.js';
import { timeOrderedIds } from './time-ordered-ids.js';

/** `sealing`: the key for seals when `key` could be guessed. */
export function systemPorts({ key, sealing }: { key: Uint8Array; sealing?: Uint8Array }): Ports {
  return { clock: systemClock, ids: timeOrderedIds(systemClock), hash: sha256Hasher(key, sealing) };
}
