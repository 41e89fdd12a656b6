/** Replaces secrets by tokens that keep equality and line numbers, and tell nothing else. */
import type { Hasher, Redact } from '../ports.js';
import { findSecrets } from './find-secrets.js';

/** The token of one secret: the same secret gives the same token in every text of a repo. */
export function secretToken(kind: string, keyedHash: string): string {
  return `‹secret:${kind}:${keyedHash}›`;
}

/**
 * Makes the redaction of a repo. It is idempotent, keeps the number of lines (each line of a private key becomes a token)
 * and replaces whole values. Redact a whole text before cutting lines out of it: a line from the middle of a private key
 * does not show what it is.
 */
export function createRedact(hash: Pick<Hasher, 'keyed'>): Redact {
  return (text) => {
    // what was covered by one secret may look like another without it: go on until nothing is found
    for (let current = text; ;) {
      const next = redactOnce(current, hash);
      if (next === current) return current;
      current = next;
    }
  };
}

function redactOnce(text: string, hash: Pick<Hasher, 'keyed'>): string {
  const secrets = findSecrets(text);
  if (secrets.length === 0) return text;
  const parts: string[] = [];
  let at = 0;
  for (const secret of secrets) {
    const token = secretToken(secret.kind, hash.keyed(secret.value));
    // white space around a key's lines is not secret and keeps the shape of the file
    parts.push(text.slice(at, secret.start), text.slice(secret.start, secret.end).replaceAll(/[^\s]([^\n]*[^\s])?/g, token));
    at = secret.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}
