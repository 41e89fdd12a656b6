/** A language model as the engine meets it: one port for Claude and for VS Code's models. */

export type Effort = 'low' | 'medium' | 'high';

/** A JSON Schema of an object, as `z.toJSONSchema` gives it. */
export type JsonSchema = { [keyword: string]: unknown };

export type ToolSpec = { name: string; description: string; input: JsonSchema };

export type ToolCall = {
  id: string;
  name: string;
  /** What the model wrote, parsed but not checked. */ input: unknown;
  /** Why the input is no JSON; `input` is then the raw text. */ broken?: string;
};

export type ChatBlock =
  /** With `cache`, everything up to and including this block is likely to be sent again: the client caches it where it can. */
  | { type: 'text'; text: string; cache?: boolean }
  | ({ type: 'tool-call' } & ToolCall)
  | { type: 'tool-result'; id: string; text: string; isError: boolean }
  /** What the client needs back unchanged in the next request (signed thinking). Nobody else reads it. */
  | { type: 'opaque'; data: unknown };

export type ChatMessage = { role: 'user' | 'assistant'; content: ChatBlock[] };

export type ChatRequest = {
  /** The model's id, as its provider names it. */
  model: string;
  /** With the tools the start of every request; the same bytes for all agents of a review, so that it is cached once. */
  system: string;
  tools: ToolSpec[];
  messages: ChatMessage[];
  maxOutputTokens: number;
  effort?: Effort;
  /** The answer must be a call of this tool: that is how structured output is asked for. */
  mustCall?: string;
};

/** Tokens as the provider counts them; the three kinds of input do not overlap. */
export type ChatUsage = { inputTokens: number; cacheWriteTokens: number; cacheReadTokens: number; outputTokens: number };

/** `context-full`: the conversation does not fit the model's window. */
export type StopReason = 'done' | 'tool-calls' | 'max-tokens' | 'refusal' | 'context-full';

export type ChatEvent =
  /** The provider has read the request: what it marked for the cache is there from now on. */
  | { type: 'started' }
  /** A piece of the answer's text. */
  | { type: 'text'; text: string }
  /** A whole call, as soon as its input is complete. */
  | { type: 'tool-call'; call: ToolCall }
  /** The provider asked to wait, or failed in a way that passes: the call goes on after `ms`. */
  | { type: 'waiting'; why: string; ms: number; attempt: number }
  /** The last event of every stream that does not throw. `message` is what the next request carries of this answer. */
  | { type: 'end'; stop: StopReason; usage: ChatUsage; message: ChatMessage };

export interface ChatModel {
  /** Who serves it (`anthropic`, `vscode`), for transcripts. */
  readonly provider: string;
  /**
   * Streams one answer. Throws a ModelError when there is none, and the signal's reason when aborted. Waits and retries of a call that has not begun to
   * answer happen inside and are told as `waiting`; a stream that breaks off throws.
   */
  stream(request: ChatRequest, options: { signal: AbortSignal }): AsyncIterable<ChatEvent>;
  /** Tokens of the request's input: exact where the provider counts, else estimated with a margin. Throws as `stream` does. */
  countTokens(request: ChatRequest, options: { signal: AbortSignal }): Promise<number>;
}

export const noUsage: ChatUsage = { inputTokens: 0, cacheWriteTokens: 0, cacheReadTokens: 0, outputTokens: 0 };

export function addUsage(a: ChatUsage, b: ChatUsage): ChatUsage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    outputTokens: a.outputTokens + b.outputTokens,
  };
}
