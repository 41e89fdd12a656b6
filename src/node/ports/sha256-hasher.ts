/** SHA-256 for content, and HMAC-SHA-256 under the repo's private key for secrets. */
import { createHmac, hash } from 'node:crypto';
import type { Hasher } from '../../core/ports.js';

export function sha256Hasher(key: Uint8Array): Hasher {
  return {
    sha256: (data) => hash('sha256', data, 'hex'),
    keyed: (text) => createHmac('sha256', key).update(text).digest('hex').slice(0, 12),
  };
}
