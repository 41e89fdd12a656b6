/** The options of `review` that are about a language model, and what they mean. */
import { HumanError } from '../core/human-error.js';
import type { ModelRequest, ReviewEffort } from '../core/review/agents/model-reviewer.js';
import type { AnthropicSettings } from '../node/model/anthropic-access.js';

export type ModelOptions = { model: 'none' | 'anthropic'; effort?: ReviewEffort; maxCost?: number; maxTokens?: number };

/** Unless a person says otherwise, in USD. */
const defaultMaxCost = 1;

/**
 * What to open the engine with and what to ask of it; undefined without a model. The key comes from `ANTHROPIC_API_KEY`, another address from
 * `ANTHROPIC_BASE_URL`. Throws a HumanError when the key is missing, or when options need a model that was not asked for.
 */
export function readModelOptions(
  options: ModelOptions,
  env: NodeJS.ProcessEnv,
): { settings: AnthropicSettings; request: ModelRequest } | undefined {
  const { model, effort = 'standard', maxCost, maxTokens } = options;
  if (model === 'none') {
    const [needing] = [
      ...(options.effort === undefined ? [] : ['--effort']),
      ...(maxCost === undefined ? [] : ['--max-cost']),
      ...(maxTokens === undefined ? [] : ['--max-tokens']),
    ];
    if (needing !== undefined)
      throw new HumanError(`${needing} is about a language model, and none reviews`, { next: 'Add --model anthropic, or leave it away' });
    return undefined;
  }
  const apiKey = env.ANTHROPIC_API_KEY?.trim();
  if (!apiKey)
    throw new HumanError('There is no API key', {
      next: 'Set ANTHROPIC_API_KEY, or leave --model away: the built-in rules review without one',
    });
  const baseUrl = env.ANTHROPIC_BASE_URL?.trim();
  return {
    settings: { apiKey, ...(baseUrl ? { baseUrl } : {}) },
    request: { effort, budget: { maxUsd: maxCost ?? defaultMaxCost, ...(maxTokens !== undefined && { maxTokens }) } },
  };
}
