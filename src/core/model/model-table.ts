/** The models that are known, and what they cost: one table, which settings may override and extend. */
import * as z from 'zod';

/** List prices in USD per million tokens. Writing to the cache costs 1.25 × and reading from it 0.1 × the input price. */
export const ModelPrice = z.object({ inputUsd: z.number().nonnegative(), outputUsd: z.number().nonnegative() });
export type ModelPrice = z.infer<typeof ModelPrice>;

export const ModelInfo = ModelPrice.partial().extend({
  /** Tokens of input and output together. */
  contextTokens: z.int().positive().optional(),
});
export type ModelInfo = z.infer<typeof ModelInfo>;

export const cacheWriteFactor = 1.25;
export const cacheReadFactor = 0.1;

export type ModelTable = Readonly<Record<string, ModelInfo>>;

export const defaultModels = {
  'claude-sonnet-5-5': { inputUsd: 2, outputUsd: 10, contextTokens: 200_000 },
  'claude-opus-5-5': { inputUsd: 4, outputUsd: 20, contextTokens: 200_000 },
  'claude-haiku-5-5': { inputUsd: 0.1, outputUsd: 0.5, contextTokens: 200_000 },
} as const satisfies ModelTable;

/** Who uses which model unless a person says otherwise. */
export const defaultModelIds = { lead: 'claude-sonnet-5-5', specialist: 'claude-sonnet-5-5', verifier: 'claude-sonnet-5-5' } as const;

const smallestContext = 100_000;

/** The table with a person's rows laid over it; a row's missing fields keep their defaults. */
export function modelTable(override: Readonly<Record<string, ModelInfo>> = {}): ModelTable {
  const table = new Map<string, ModelInfo>(Object.entries(defaultModels));
  for (const [id, info] of Object.entries(override)) table.set(id, { ...table.get(id), ...info });
  return Object.fromEntries(table);
}

/** The price of a model; a dated id (`claude-haiku-5-5-20260901`) has the price of its model. Undefined when it is not known. */
export function priceOf(table: ModelTable, model: string): ModelPrice | undefined {
  const info = infoOf(table, model);
  return info?.inputUsd === undefined || info.outputUsd === undefined ? undefined : { inputUsd: info.inputUsd, outputUsd: info.outputUsd };
}

/** How many tokens a conversation with this model may have. */
export function contextTokensOf(table: ModelTable, model: string): number {
  return infoOf(table, model)?.contextTokens ?? smallestContext;
}

function infoOf(table: ModelTable, model: string): ModelInfo | undefined {
  const undated = model.replace(/-\d{8}$/, '');
  return Object.hasOwn(table, model) ? table[model] : Object.hasOwn(table, undated) ? table[undated] : undefined;
}
