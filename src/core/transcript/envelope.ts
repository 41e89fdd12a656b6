/** What every line of a transcript and of a ledger carries. */
import * as z from 'zod';

export const schemaVersion = 1;

export const envelope = z.object({
  v: z.literal(schemaVersion),
  /** Counts from 0 in each file. */
  seq: z.int().min(0),
  /** ISO 8601, UTC. */
  at: z.string(),
  /** SHA-256 (hex) of the previous line's bytes without its newline; 64 zeros for the first line. */
  prev: z.string(),
});
export type Envelope = z.infer<typeof envelope>;

export const firstPrev = '0'.repeat(64);

/** A line that is kept though this version cannot read it: an unknown type from a newer version, or damage. */
export type Unreadable = { type: 'unreadable'; line: string; reason: string };
