/** Whether dreams may use a paid model: only after a person has allowed it once, seeing what a day may cost. */
import type { BudgetLimits } from '../../model/budget.js';

/** What a person allowed. Null: the day had no limit in that unit. */
export type DreamConsent = { allowedAt: string; dayLimitUsd: number | null; dayLimitTokens: number | null; by: 'person' };

export type ModelDreams =
  | { state: 'allowed'; consent: DreamConsent; dayLimits: BudgetLimits }
  /** `reason` says why a person has to be asked (again). */
  | { state: 'ask'; reason: string; dayLimits: BudgetLimits }
  /** There is no model at all. */
  | { state: 'none'; reason: string };

/** What one dream may cost unless a person says otherwise. */
export const defaultDreamBudget: BudgetLimits = { maxUsd: 0.5 };

/** A consent covers the limits that it was given for, and lower ones. */
export function judgeConsent(consent: DreamConsent | undefined, dayLimits: BudgetLimits): ModelDreams {
  if (!consent) return { state: 'ask', reason: 'no person has allowed dreams with a model yet', dayLimits };
  const grown = (allowed: number | null, now: number | undefined): boolean => allowed !== null && (now === undefined || now > allowed);
  // with a limit in USD that still holds, one in tokens adds nothing
  const isWider =
    consent.dayLimitUsd !== null && dayLimits.maxUsd !== undefined
      ? grown(consent.dayLimitUsd, dayLimits.maxUsd)
      : grown(consent.dayLimitUsd, dayLimits.maxUsd) || grown(consent.dayLimitTokens, dayLimits.maxTokens);
  if (!isWider) return { state: 'allowed', consent, dayLimits };
  return { state: 'ask', reason: 'the day’s limit is wider now than the one that a person allowed', dayLimits };
}

/** `5.00 USD`, `20000000 tokens`, or that there is none. */
export function limitWords({ maxUsd, maxTokens }: BudgetLimits): string {
  if (maxUsd !== undefined) return `${maxUsd.toFixed(2)} USD`;
  return maxTokens === undefined ? 'no limit' : `${maxTokens} tokens`;
}
