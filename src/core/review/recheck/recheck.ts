/** The answer to a person who contests a finding: what was checked again, against the code as it is now, and what came of it. */
import * as z from 'zod';

/**
 * `holds`: it is still so. `refuted`: it is not, or not any more. `gone`: its code is not there. `unsure`: it cannot be told here. The answer
 * changes no finding's state: it informs whoever asked, and they decide.
 */
export const RecheckAnswer = z.enum(['holds', 'refuted', 'gone', 'unsure']);
export type RecheckAnswer = z.infer<typeof RecheckAnswer>;

/** `place`: only where the code stands was looked at. */
export const RecheckBy = z.enum(['verifier', 'rules', 'place']);

export const Recheck = z.object({
  answer: RecheckAnswer,
  by: RecheckBy,
  /** In a sentence or more, redacted; a model's words are text. */
  reason: z.string(),
  /** What was done to find out, in order, each a short phrase. */
  checked: z.array(z.string()),
  /** What a model used. USD is null where the price is not known. */
  usage: z.object({ requests: z.int(), inputTokens: z.int(), outputTokens: z.int(), costUsd: z.number().nullable() }).optional(),
});
export type Recheck = z.infer<typeof Recheck>;
