/** How sure a share is, from how many it was counted. */
import * as z from 'zod';

/** `hits` of `of`; the true share lies between `low` and `high` (0..1) in 95 of 100 such counts. */
export const ShareInterval = z.object({ hits: z.int(), of: z.int(), low: z.number(), high: z.number() });
export type ShareInterval = z.infer<typeof ShareInterval>;

/** 97.5 % quantile of the normal distribution. */
const z95 = 1.959964;

/** Wilson's score interval at 95 % (Wilson 1927), which also holds for few counts and for shares near 0 and 1. Without counts: 0..1. */
export function wilsonInterval(hits: number, of: number): ShareInterval {
  if (of === 0) return { hits, of, low: 0, high: 1 };
  const share = hits / of;
  const z2 = z95 * z95;
  const centre = (share + z2 / (2 * of)) / (1 + z2 / of);
  const half = (z95 / (1 + z2 / of)) * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of));
  const round = (x: number): number => Math.round(Math.min(1, Math.max(0, x)) * 1000) / 1000;
  return { hits, of, low: hits === 0 ? 0 : round(centre - half), high: hits === of ? 1 : round(centre + half) };
}
