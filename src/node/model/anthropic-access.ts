/** Claude as a model that may be used: the SDK is loaded when it is first needed. */
import type { BudgetLimits } from '../../core/model/budget.js';
import type { ModelAccess, ModelIds } from '../../core/model/model-access.js';
import { defaultModelIds, type ModelInfo, modelTable } from '../../core/model/model-table.js';
import type { Clock } from '../../core/ports.js';

export type AnthropicSettings = {
  apiKey: string;
  baseUrl?: string;
  ids?: Partial<ModelIds>;
  /** Prices and windows that differ from the built-in table, or models that are not in it. */
  models?: Readonly<Record<string, ModelInfo>>;
  /** Default: 5 USD a day. */
  dayLimits?: BudgetLimits;
};

/** What all reviews and dreams of a day may cost in one repository unless a person says otherwise. */
export const defaultDayLimits: BudgetLimits = { maxUsd: 5 };

export async function anthropicAccess(settings: AnthropicSettings, clock: Clock): Promise<ModelAccess> {
  const { createAnthropicModel } = await import('./anthropic-model.js');
  const { apiKey, baseUrl, ids, models, dayLimits = defaultDayLimits } = settings;
  return {
    model: createAnthropicModel({ apiKey, clock, ...(baseUrl !== undefined && { baseUrl }) }),
    ids: { ...defaultModelIds, ...ids },
    table: modelTable(models),
    dayLimits,
  };
}
