/** The ports through which the engine reaches time, randomness and hashing: a test hands in its own. */

export interface Clock {
  /** Wall time, for timestamps only: it may jump or go back. */
  now(): Date;
  /** Milliseconds on a clock that never goes back; its origin is arbitrary and differs between processes. */
  monotonic(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Ids {
  /** A new id `<prefix>-<time-ordered random part>`, unique across processes and safe as a file name. */
  next(prefix: string): string;
}

export interface Hasher {
  /** SHA-256 as 64 lower-case hex digits; a string is hashed as UTF-8. */
  sha256(data: string | Uint8Array): string;
  /** HMAC-SHA-256 with this repo's private key, its first 12 hex digits: equal secrets compare equal, and nothing can be guessed back. */
  keyed(text: string): string;
  /**
   * HMAC-SHA-256 as 64 lower-case hex digits, with a key that is made of this repo's private key and used for nothing else: only who has
   * the key can have written what it seals.
   */
  seal(text: string): string;
}

export interface Ports {
  clock: Clock;
  ids: Ids;
  hash: Hasher;
}

/** Replaces every secret in a text by `‹secret:kind:keyed hash›`; the number of lines stays the same. */
export type Redact = (text: string) => string;
