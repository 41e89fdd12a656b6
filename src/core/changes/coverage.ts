/** Coverage: every changed hunk is reviewed, skipped with a reason, or failed with a reason. */
import * as z from 'zod';

export const FileCoverage = z.discriminatedUnion('state', [
  z.object({ state: z.literal('reviewed'), path: z.string(), hunks: z.int() }),
  z.object({ state: z.literal('skipped'), path: z.string(), hunks: z.int(), reason: z.string() }),
  z.object({ state: z.literal('failed'), path: z.string(), hunks: z.int(), reason: z.string() }),
]);
export type FileCoverage = z.infer<typeof FileCoverage>;
