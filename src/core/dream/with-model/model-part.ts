/** What is asked of a model for one dream, and what became of that: for requests, reports and the journal. */
import type { BudgetLimits } from '../../model/budget.js';
import type { Usage } from '../../transcript/transcript-event.js';

/** What a person or the schedule asks of a model for one dream. */
export type DreamModelRequest = { budget: BudgetLimits; /** Instead of the configured model. */ model?: string };

export type ModelUsage = Omit<Usage, 'wallMs'>;

export const noModelUsage: ModelUsage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0, requests: 0 };

/** What a model said and nothing supports: an observation or a proposal in one line, and why it was dropped. */
export type Unsupported = { what: string; reason: string };

/** What a model had to do with a dream, as its report tells it. */
export type ModelPart = {
  usage: ModelUsage;
  /** What was not done, and why: budget, refusals, failures, no consent. */
  notes: string[];
  unsupported: Unsupported[];
};
