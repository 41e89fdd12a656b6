/** The defaults of the settings, and what a value may be. Made by `npm run settings` from src/protocol/settings.ts. */

export const settings = {
  'reverie.dream.enabled': { default: true },
  'reverie.dream.idleMinutes': { default: 10 },
  'reverie.dream.minTranscripts': { default: 3 },
  'reverie.dream.dailyAt': { default: '03:00', pattern: '^$|^([01]\\d|2[0-3]):[0-5]\\d$' },
  'reverie.dream.apply': { default: 'auto', enum: ['auto', 'ask'] },
  'reverie.review.diagnostics': { default: true },
  'reverie.analyzers': { default: [] },
  'reverie.model.provider': { default: 'auto', enum: ['auto', 'anthropic', 'vscode', 'none'] },
  'reverie.model.baseUrl': { default: '', pattern: '^$|^https?:\\/\\/[^\\s/]' },
  'reverie.model.models': { default: {} },
  'reverie.model.effort': { default: 'standard', enum: ['quick', 'standard', 'thorough'] },
  'reverie.budget.review.maxUsd': { default: 1 },
  'reverie.budget.review.maxTokens': { default: 2000000 },
  'reverie.budget.day.maxUsd': { default: 5 },
  'reverie.budget.day.maxTokens': { default: 20000000 },
  'reverie.budget.confirmAboveUsd': { default: 0.5 },
  'reverie.budget.dream.maxUsd': { default: 0.5 },
  'reverie.budget.dream.maxTokens': { default: 1000000 },
} as const;
