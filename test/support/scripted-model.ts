/** A ChatModel that answers from a script, in memory: it fails a test that asks for more answers than were written. */
import {
  type ChatBlock,
  type ChatEvent,
  type ChatModel,
  type ChatRequest,
  type ChatUsage,
  noUsage,
  type StopReason,
} from '../../src/core/model/chat-model.js';

export type ScriptedAnswer = {
  text?: string;
  calls?: { name: string; input: unknown; id?: string; broken?: string }[];
  stop?: StopReason;
  usage?: Partial<ChatUsage>;
  /** Thrown in place of the end, after what comes before it. */
  error?: Error;
  /** Runs before the stream ends. */
  before?: (request: ChatRequest) => void | Promise<void>;
};

export type ScriptedModel = ChatModel & { requests: ChatRequest[] };

export function scriptedModel(script: (ScriptedAnswer | ((request: ChatRequest) => ScriptedAnswer))[]): ScriptedModel {
  const requests: ChatRequest[] = [];
  let next = 0;
  return {
    provider: 'scripted',
    requests,
    async countTokens() {
      return 100;
    },
    async *stream(request, { signal }): AsyncGenerator<ChatEvent> {
      requests.push(request);
      const index = next++;
      const entry = script[index];
      if (!entry) throw new Error(`the script has no answer ${index + 1}`);
      const { text, calls = [], stop, usage, error, before } = typeof entry === 'function' ? entry(request) : entry;
      yield { type: 'started' };
      if (text) yield { type: 'text', text };
      const made = calls.map((call, i) => ({ id: `call-${index + 1}-${i + 1}`, ...call }));
      for (const call of made) yield { type: 'tool-call', call };
      await before?.(request);
      signal.throwIfAborted();
      if (error) throw error;
      const content: ChatBlock[] = [
        ...(text ? [{ type: 'text' as const, text }] : []),
        ...made.map(({ id, name, input }) => ({ type: 'tool-call' as const, id, name, input })),
      ];
      yield {
        type: 'end',
        stop: stop ?? (made.length > 0 ? 'tool-calls' : 'done'),
        usage: { ...noUsage, inputTokens: 100, outputTokens: 10, ...usage },
        message: { role: 'assistant', content },
      };
    },
  };
}
