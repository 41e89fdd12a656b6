/** What models have cost today in this repository, over all windows and the CLI: the port of the day's budget. */

/** Money is null where the price is not known: then only tokens count. */
export type Spend = { tokens: number; usd: number };

export interface DaySpend {
  /**
   * Adds `ask` to today's spend when the sum stays within `limit`, in one step for all processes. Answers what is left when it does not fit.
   * Rejects with a HumanError when the day's spend can be neither read nor written: then nothing may be spent.
   */
  reserve(
    ask: Spend,
    limit: { tokens?: number; usd?: number },
  ): Promise<{ state: 'granted'; id: string } | { state: 'refused'; left: Partial<Spend> }>;
  /** Puts what was really spent in the place of a reservation. */
  settle(id: string, spent: Spend): Promise<void>;
}
