/** What tokens cost. */
import type { ChatUsage } from './chat-model.js';
import { cacheReadFactor, cacheWriteFactor, type ModelPrice } from './model-table.js';

/** In USD; null when the price is not known. */
export function costOf(usage: ChatUsage, price: ModelPrice | undefined): number | null {
  return price ? (weightedInput(usage) * price.inputUsd + usage.outputTokens * price.outputUsd) / 1_000_000 : null;
}

/** Input tokens weighted by their price: an uncached one counts 1. */
export function weightedInput({ inputTokens, cacheWriteTokens, cacheReadTokens }: ChatUsage): number {
  return inputTokens + cacheWriteFactor * cacheWriteTokens + cacheReadFactor * cacheReadTokens;
}

/** All tokens, cached or not, that a budget in tokens counts. */
export function tokensOf({ inputTokens, cacheWriteTokens, cacheReadTokens, outputTokens }: ChatUsage): number {
  return inputTokens + cacheWriteTokens + cacheReadTokens + outputTokens;
}
