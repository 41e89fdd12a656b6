/** What models may cost: tokens and money per review, per dream and per day. Asked before each call, never after. */
import type { ChatUsage } from './chat-model.js';

/** An absent limit does not limit. Tokens count all input (cached too) and output; money is in USD. */
export type BudgetLimits = { maxTokens?: number; maxUsd?: number };

export type PlannedCall = {
  model: string;
  inputTokens: number;
  maxOutputTokens: number;
  /** Waits while calls that are under way may give back what is missing, in the place of being refused at once. */
  wait?: boolean;
  /** Ends the wait: the call is then refused. */
  signal?: AbortSignal;
};

/** What a call was counted as. */
export type Counted = { usage: ChatUsage; /** Null when the price is not known. */ costUsd: number | null };

export type BudgetAnswer =
  | {
      state: 'granted';
      /** At most what was asked for; less when more would not fit. */
      maxOutputTokens: number;
      /** Gives back what was not used. Without a usage (the call failed before it was told) the whole reservation counts. The first call decides. */
      settle(usage: ChatUsage | undefined): Promise<Counted>;
    }
  /** `reason` names the limit and what is left of it: `the day's 5.00 USD are spent but for 0.03`. */
  | { state: 'refused'; reason: string };

export interface Budget {
  /** Reserves the worst case of a call in every limit at once, or in none. */
  reserve(call: PlannedCall): Promise<BudgetAnswer>;
  spent(): { usage: ChatUsage; requests: number; /** Null once a model without a known price was used. */ costUsd: number | null };
}
