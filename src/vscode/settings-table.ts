/** Every setting with its type, default and scope, as `contributes.configuration` must declare it. */

export const settings = {
  'reverie.dream.enabled': { type: 'boolean', default: true, scope: 'window' },
  'reverie.dream.idleMinutes': { type: 'number', default: 10, minimum: 0, scope: 'window' },
  'reverie.dream.minTranscripts': { type: 'integer', default: 3, minimum: 1, scope: 'window' },
  'reverie.dream.dailyAt': { type: 'string', default: '03:00', pattern: '^$|^([01]\\d|2[0-3]):[0-5]\\d$', scope: 'window' },
  /** Machine-scoped: a repo's own settings can never let memory change by itself. */
  'reverie.dream.apply': { type: 'string', default: 'auto', enum: ['auto', 'ask'], scope: 'machine' },
  'reverie.review.diagnostics': { type: 'boolean', default: true, scope: 'window' },
  /** Machine-scoped: a repo's own settings can never name a program to run. */
  'reverie.analyzers': { type: 'array', default: [], scope: 'machine' },
  // what follows decides who sees the code and what it costs: machine-scoped but for the effort, so that no repo's own settings count
  'reverie.model.provider': { type: 'string', default: 'auto', enum: ['auto', 'anthropic', 'vscode', 'none'], scope: 'machine' },
  'reverie.model.baseUrl': { type: 'string', default: '', pattern: '^$|^https?://[^\\s/]', scope: 'machine' },
  'reverie.model.models': { type: 'object', default: {}, scope: 'machine' },
  'reverie.model.effort': { type: 'string', default: 'standard', enum: ['quick', 'standard', 'thorough'], scope: 'window' },
  'reverie.budget.review.maxUsd': { type: 'number', default: 1, minimum: 0, scope: 'machine' },
  'reverie.budget.review.maxTokens': { type: 'integer', default: 2_000_000, minimum: 0, scope: 'machine' },
  'reverie.budget.dream.maxUsd': { type: 'number', default: 0.5, minimum: 0, scope: 'machine' },
  'reverie.budget.dream.maxTokens': { type: 'integer', default: 1_000_000, minimum: 0, scope: 'machine' },
  'reverie.budget.day.maxUsd': { type: 'number', default: 5, minimum: 0, scope: 'machine' },
  'reverie.budget.day.maxTokens': { type: 'integer', default: 20_000_000, minimum: 0, scope: 'machine' },
  'reverie.budget.confirmAboveUsd': { type: 'number', default: 0.5, minimum: 0, scope: 'machine' },
} as const;

export type DreamSettings = {
  enabled: boolean;
  /** Minutes, may be a fraction. */
  idleMinutes: number;
  minTranscripts: number;
  /** Local time `HH:MM`; empty for none. */
  dailyAt: string;
  apply: 'auto' | 'ask';
};
