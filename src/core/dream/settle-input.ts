/** What settling pairs of lessons works on. */
import type { RefineInput } from './rule-state.js';

export type SettleInput = Pick<RefineInput, 'ids' | 'at' | 'observations' | 'lessons' | 'since' | 'citedFingerprint'> & {
  /** Lessons that a dream had superseded and somebody brought back: they are not merged again. */
  parted: ReadonlySet<string>;
};

/** A dream settles no more pairs of a kind than this; the next one goes on. */
export const mostSettled = 100;
