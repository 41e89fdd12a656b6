/** Which specialists can reflect within the dream's budget, before anything is spent: the refiner's part is kept for it. */
import type { BudgetLimits } from '../../model/budget.js';
import { estimateTextTokens } from '../../model/estimate-tokens.js';
import type { ModelIds } from '../../model/model-access.js';
import { cacheWriteFactor, type ModelTable, priceOf } from '../../model/model-table.js';
import type { Estimate } from '../../review/agents/model-reviewer.js';
import type { DigestGroup } from './digest.js';

/** Tokens that one answer may have. */
export const reflectorOutput = 4_000;
export const refinerOutput = 6_000;
/** What the refiner reads at least, and how much of each group comes back to it. */
const refinerInput = 4_000;
const shareForRefiner = 0.5;

export type ReflectionPlan = {
  groups: { group: DigestGroup; text: string }[];
  /** Groups without a place in the budget. */
  left: { name: string; reason: string }[];
  /** The worst case of what is planned, rather high. */
  estimate: Estimate;
};

/** The groups with the most cases come first; without a price or a limit all are planned, and the budget refuses what it must. */
export function planReflection(
  texts: { group: DigestGroup; text: string }[],
  options: { ids: ModelIds; table: ModelTable; limits: BudgetLimits; /** Tokens of what every agent is sent. */ prompt: number },
): ReflectionPlan {
  const { ids, table, limits, prompt } = options;
  const usd = (model: string, input: number, output: number): number | null => {
    const price = priceOf(table, model);
    return price ? (input * cacheWriteFactor * price.inputUsd + output * price.outputUsd) / 1_000_000 : null;
  };
  const plan: ReflectionPlan = { groups: [], left: [], estimate: { inputTokens: 0, outputTokens: 0, costUsd: 0 } };
  const ordered = texts.toSorted((a, b) => b.group.cases.length - a.group.cases.length || (a.group.name < b.group.name ? -1 : 1));
  let [input, output] = [0, 0];
  let money: number | null = 0;
  let forRefiner = prompt + refinerInput;
  for (const entry of ordered) {
    const own = prompt + estimateTextTokens(entry.text);
    const refining = forRefiner + Math.ceil(own * shareForRefiner);
    const cost = usd(ids.specialist, own, reflectorOutput);
    const after = usd(ids.lead, refining, refinerOutput);
    const total = money === null || cost === null || after === null ? null : money + cost + after;
    const tokens = input + output + own + reflectorOutput + refining + refinerOutput;
    const fits = (limits.maxUsd === undefined || total === null || total <= limits.maxUsd) && tokens <= (limits.maxTokens ?? Infinity);
    if (!fits) {
      const needs = [total === null ? [] : [`${total.toFixed(2)} USD`], limits.maxTokens === undefined ? [] : [`${tokens} tokens`]]
        .flat()
        .join(', ');
      plan.left.push({
        name: entry.group.name,
        reason: `the dream’s budget (${limitWords(limits)}) has no room for it: up to ${needs} would be needed`,
      });
      continue;
    }
    plan.groups.push(entry);
    input += own;
    output += reflectorOutput;
    money = money === null || cost === null ? null : money + cost;
    forRefiner = refining;
  }
  if (plan.groups.length === 0) return plan;
  const last = usd(ids.lead, forRefiner, refinerOutput);
  plan.estimate = {
    inputTokens: input + forRefiner,
    outputTokens: output + refinerOutput,
    costUsd: money === null || last === null ? null : money + last,
  };
  return plan;
}

function limitWords({ maxUsd, maxTokens }: BudgetLimits): string {
  return [maxUsd === undefined ? [] : [`${maxUsd.toFixed(2)} USD`], maxTokens === undefined ? [] : [`${maxTokens} tokens`]]
    .flat()
    .join(', ');
}
