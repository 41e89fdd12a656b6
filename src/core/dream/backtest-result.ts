/** What a backtest says of one operation: three memories side by side on past findings with known verdicts. */
import * as z from 'zod';
import { ShareInterval } from './wilson.js';

/** Counts of held-out findings in the operation's scope, shown or hidden under one memory; for a lesson that only lowers, what is lowered counts as hidden. */
const Tally = z.object({ acceptedShown: z.int(), acceptedHidden: z.int(), rejectedShown: z.int(), rejectedHidden: z.int() });

export const BacktestResult = z.object({
  /** Past findings with a verdict that were held out in the operation's scope. */
  heldOut: z.int(),
  none: Tally,
  old: Tally,
  new: Tally,
  /** How often it would have been right in what it changes: held-out findings that it newly hides and people rejected, or raises and people accepted. */
  right: ShareInterval.optional(),
  /** pass: no accepted finding newly hidden and fewer rejected shown · trial: fewer than five held out · fail. */
  result: z.enum(['pass', 'trial', 'fail']),
  reason: z.string(),
});
export type BacktestResult = z.infer<typeof BacktestResult>;
