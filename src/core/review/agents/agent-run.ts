/** All that one agent's loop needs. */
import type { Budget } from '../../model/budget.js';
import type { ChatModel, ChatRequest } from '../../model/chat-model.js';
import type { ModelTable } from '../../model/model-table.js';
import type { Clock } from '../../ports.js';
import type { AgentTool } from './agent-tool.js';

export type AgentRun = {
  model: ChatModel;
  request: Omit<ChatRequest, 'tools'>;
  tools: AgentTool[];
  budget: Budget;
  table: ModelTable;
  /** Answers of the model, at most. */
  maxRounds: number;
  clock: Pick<Clock, 'monotonic' | 'sleep'>;
  signal: AbortSignal;
  /** Ends the agent once it is true after a round's tools, as when the one result that was asked for is there. */
  isDone?: () => boolean;
};
