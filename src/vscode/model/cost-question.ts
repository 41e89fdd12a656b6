/** The words that ask whether a review may cost what it is expected to cost. */
import type { BudgetLimits } from '../../core/model/budget.js';
import type { Estimate } from '../../core/review/agents/model-reviewer.js';
import { tokenWords, usdWords } from './model-words.js';

/** Undefined when nobody needs to be asked. Where a price is not known, only a limit of 0 asks. */
export function costQuestion(
  { inputTokens, outputTokens, costUsd }: Estimate,
  { confirmAboveUsd, limits }: { confirmAboveUsd: number; limits: BudgetLimits },
): { message: string; detail: string } | undefined {
  if (confirmAboveUsd > 0 && (costUsd ?? 0) <= confirmAboveUsd) return undefined;
  const about = costUsd === null ? tokenWords(inputTokens + outputTokens) : usdWords(costUsd);
  const most = [
    costUsd === null || limits.maxUsd === undefined ? [] : [usdWords(limits.maxUsd)],
    limits.maxTokens === undefined ? [] : [tokenWords(limits.maxTokens)],
  ].flat();
  const stops = most.length > 0 ? ` They stop at ${most.join(' or ')}, and what was found until then is kept.` : '';
  const price = costUsd === null ? ' The price of this model is not known.' : '';
  return {
    message: `Let agents review this for about ${about}?`,
    detail: `They will read about ${tokenWords(inputTokens)} and write about ${tokenWords(outputTokens)}, estimated rather high.${price}${stops}`,
  };
}
