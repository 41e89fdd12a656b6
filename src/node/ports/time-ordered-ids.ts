/** Ids that sort by the time they were made, in the layout of ULID (https://github.com/ulid/spec), in lower case. */
import { randomBytes } from 'node:crypto';
import type { Clock, Ids } from '../../core/ports.js';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const randomBits = 80n;

/**
 * `<prefix>-` and 26 characters of Crockford's base 32: 48 bits of milliseconds since 1970, then 80 random bits.
 * Within one process ids only grow, also when the wall clock goes back.
 */
export function timeOrderedIds(clock: Pick<Clock, 'now'>, random: (bytes: number) => Uint8Array = randomBytes): Ids {
  let last = -1n;
  return {
    next(prefix) {
      const time = BigInt(clock.now().getTime());
      let value = (time << randomBits) | toBigInt(random(10));
      // same millisecond, or a clock that went back: count on from the last id
      if (value <= last || time < last >> randomBits) value = last + 1n;
      last = value;
      return `${prefix}-${toBase32(value)}`;
    },
  };
}

function toBigInt(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

function toBase32(value: bigint): string {
  let text = '';
  for (let rest = value; text.length < 26; rest >>= 5n) text = alphabet.charAt(Number(rest & 31n)) + text;
  return text;
}
