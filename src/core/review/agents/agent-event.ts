/** What an agent's loop tells while it runs, and how it ends. */
import type { ChatMessage, ChatUsage, StopReason, ToolCall } from '../../model/chat-model.js';

export type AgentEvent =
  | { type: 'turn-started'; round: number }
  | { type: 'started' }
  | { type: 'text'; text: string }
  | { type: 'waiting'; why: string; ms: number; attempt: number }
  | {
      type: 'turn';
      round: number;
      text: string;
      calls: ToolCall[];
      stop: StopReason;
      usage: ChatUsage;
      costUsd: number | null;
      wallMs: number;
    }
  | { type: 'tool-result'; call: ToolCall; text: string; isError: boolean; wallMs: number };

/** `rounds`: the round limit; `refused`: the model declined; `reason` is a sentence for people. */
export type AgentEnd = {
  state: 'done' | 'rounds' | 'budget' | 'cancelled' | 'refused' | 'failed';
  reason?: string;
  usage: ChatUsage;
  costUsd: number | null;
  /** Calls of the model, those that failed counted. */
  requests: number;
  /** The whole conversation, for a revision that goes on from it. */
  messages: ChatMessage[];
};
