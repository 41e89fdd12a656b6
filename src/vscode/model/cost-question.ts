/** The words that ask whether a review may cost what it is expected to cost. */
import type { BudgetLimits } from '../../core/model/budget.js';
import type { Estimate } from '../../core/review/agents/model-reviewer.js';
import { tokenWords, usdWords } from './model-words.js';
import { l10n } from '../l10n.js';

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
  const stops = most.length > 0 ? l10n.t(' They stop at {0}, and what was found until then is kept.', most.join(l10n.t(' or '))) : '';
  const price = costUsd === null ? l10n.t(' The price of this model is not known.') : '';
  return {
    message: l10n.t('Let agents review this for about {0}?', about),
    detail: l10n.t(
      'They will read about {0} and write about {1}, estimated rather high.{2}{3}',
      tokenWords(inputTokens),
      tokenWords(outputTokens),
      price,
      stops,
    ),
  };
}
