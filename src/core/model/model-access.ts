/** A model that may be used: who serves it, which ids do which work, what it costs, and what a day may cost. */
import type { BudgetLimits } from './budget.js';
import type { ChatModel } from './chat-model.js';
import type { ModelTable } from './model-table.js';

export type ModelIds = { lead: string; specialist: string; verifier: string };

export type ModelAccess = {
  model: ChatModel;
  ids: ModelIds;
  table: ModelTable;
  /** Over all reviews and dreams of one day in this repository. */
  dayLimits: BudgetLimits;
};
