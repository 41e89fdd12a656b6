/** SHA-256 for content, and HMAC-SHA-256 under the repo's private key: for secrets, and for seals. */
import { createHmac, hash } from 'node:crypto';
import type { Hasher } from '../../core/ports.js';

/** `sealing`: another key for seals; by default one that is made of `key`. */
export function sha256Hasher(key: Uint8Array, sealing: Uint8Array = key): Hasher {
  // a key of its own: the hashes of secrets are shown, and who chooses the secrets could have seals made
  const sealKey = createHmac('sha256', sealing).update('reverie seals, version 1').digest();
  return {
    sha256: (data) => hash('sha256', data, 'hex'),
    keyed: (text) => createHmac('sha256', key).update(text).digest('hex').slice(0, 12),
    seal: oneShotHmac(sealKey),
  };
}

/** HMAC-SHA-256 as RFC 2104 builds it, for a key of one digest: two one-shot hashes take less than half of the time of a `createHmac`. */
function oneShotHmac(key: Uint8Array): (text: string) => string {
  const padded = (byte: number): Buffer => {
    const block = Buffer.alloc(64, byte);
    for (const [index, part] of key.entries()) block[index] = byte ^ part;
    return block;
  };
  const [inner, outer] = [padded(0x36), padded(0x5c)];
  return (text) => hash('sha256', Buffer.concat([outer, hash('sha256', Buffer.concat([inner, Buffer.from(text)]), 'buffer')]), 'hex');
}
