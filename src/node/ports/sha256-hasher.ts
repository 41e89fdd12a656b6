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
    seal: (text) => createHmac('sha256', sealKey).update(text).digest('hex'),
  };
}
