/** The events of Anthropic's stream as the engine's own. */
import type { RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages/messages.js';
import { type ChatBlock, type ChatEvent, type ChatUsage, noUsage, type StopReason, type ToolCall } from '../../core/model/chat-model.js';
import { ModelError } from '../../core/model/model-error.js';

type Block =
  | { type: 'text'; text: string }
  | { type: 'tool_use'; id: string; name: string; json: string; initial: unknown }
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'kept'; data: unknown };

const stops: Record<string, StopReason> = {
  end_turn: 'done',
  stop_sequence: 'done',
  tool_use: 'tool-calls',
  pause_turn: 'tool-calls',
  max_tokens: 'max-tokens',
  refusal: 'refusal',
  model_context_window_exceeded: 'context-full',
};

/** Throws a ModelError with the usage so far when the stream ends in the middle. */
export async function* readAnswer(events: AsyncIterable<RawMessageStreamEvent>): AsyncGenerator<ChatEvent> {
  const open = new Map<number, Block>();
  const content: ChatBlock[] = [];
  let usage = noUsage;
  let stop: string | undefined;
  let ended = false;
  try {
    for await (const event of events) {
      switch (event.type) {
        case 'message_start':
          usage = mergeUsage(usage, event.message?.usage);
          yield { type: 'started' };
          break;
        case 'content_block_start':
          open.set(event.index, started(event.content_block));
          break;
        case 'content_block_delta': {
          const block = open.get(event.index);
          const { delta } = event;
          if (block?.type === 'text' && delta.type === 'text_delta') {
            block.text += delta.text;
            yield { type: 'text', text: delta.text };
          } else if (block?.type === 'tool_use' && delta.type === 'input_json_delta') block.json += delta.partial_json;
          else if (block?.type === 'thinking' && delta.type === 'thinking_delta') block.thinking += delta.thinking;
          else if (block?.type === 'thinking' && delta.type === 'signature_delta') block.signature += delta.signature;
          break;
        }
        case 'content_block_stop': {
          const block = open.get(event.index);
          if (!block) break;
          open.delete(event.index);
          const finished = finish(block);
          content.push(finished.block);
          if (finished.call) yield { type: 'tool-call', call: finished.call };
          break;
        }
        case 'message_delta':
          usage = mergeUsage(usage, event.usage);
          stop = event.delta?.stop_reason ?? stop;
          break;
        case 'message_stop':
          ended = true;
          break;
      }
    }
  } catch (cause) {
    if (cause instanceof ModelError) throw cause;
    throw new BrokenStream(cause, usage);
  }
  if (!ended || stop === undefined) throw brokenOff(usage);
  // an answer that was cut off inside a call: the call is told as broken, the conversation carries it as empty
  for (const block of open.values()) {
    const finished = finish(block, 'the answer was cut off');
    content.push(finished.block);
    if (finished.call) yield { type: 'tool-call', call: finished.call };
  }
  yield { type: 'end', stop: Object.hasOwn(stops, stop) ? stops[stop]! : 'done', usage, message: { role: 'assistant', content } };
}

/** What the SDK threw in the middle of a stream, with what was spent until then. */
export class BrokenStream extends Error {
  constructor(
    cause: unknown,
    readonly usage: ChatUsage,
  ) {
    super('the stream broke off', { cause });
  }
}

export function brokenOff(usage: ChatUsage, cause?: unknown): ModelError {
  return new ModelError('broken-off', 'The model’s answer broke off in the middle', { next: 'Try again', usage, cause });
}

function started(block: { type: string }): Block {
  const fields = block as {
    type: string;
    text?: unknown;
    id?: unknown;
    name?: unknown;
    input?: unknown;
    thinking?: unknown;
    signature?: unknown;
  };
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  if (block.type === 'text') return { type: 'text', text: text(fields.text) };
  if (block.type === 'tool_use') return { type: 'tool_use', id: text(fields.id), name: text(fields.name), json: '', initial: fields.input };
  if (block.type === 'thinking') return { type: 'thinking', thinking: text(fields.thinking), signature: text(fields.signature) };
  return { type: 'kept', data: block };
}

function finish(block: Block, cutOff?: string): { block: ChatBlock; call?: ToolCall } {
  switch (block.type) {
    case 'text':
      return { block };
    case 'thinking':
      return { block: { type: 'opaque', data: { type: 'thinking', thinking: block.thinking, signature: block.signature } } };
    case 'kept':
      return { block: { type: 'opaque', data: block.data } };
    case 'tool_use': {
      const { id, name } = block;
      const { input, broken } = parse(block, cutOff);
      return {
        block: { type: 'tool-call', id, name, input: broken === undefined ? input : {} },
        call: { id, name, input, ...(broken !== undefined && { broken }) },
      };
    }
  }
}

function parse({ json, initial }: Extract<Block, { type: 'tool_use' }>, cutOff: string | undefined): { input: unknown; broken?: string } {
  if (cutOff !== undefined) return { input: json, broken: cutOff };
  if (json.trim() === '') return { input: initial ?? {} };
  try {
    const input: unknown = JSON.parse(json);
    return isDeep(input, deepest) ? { input: json.slice(0, 2_000), broken: `it is nested more than ${deepest} deep` } : { input };
  } catch (error) {
    return { input: json, broken: error instanceof Error ? error.message : String(error) };
  }
}

/** No tool takes input nested deeper than this; what is, would exhaust whoever walks it. */
const deepest = 60;

function isDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some((part) => isDeep(part, left - 1));
}

type RawUsage = {
  input_tokens?: number | null;
  output_tokens?: number | null;
  cache_creation_input_tokens?: number | null;
  cache_read_input_tokens?: number | null;
};

/** Later events tell sums, not differences; what they leave out stands as it was. */
function mergeUsage(usage: ChatUsage, raw: RawUsage | null | undefined): ChatUsage {
  return {
    inputTokens: counted(raw?.input_tokens) ?? usage.inputTokens,
    cacheWriteTokens: counted(raw?.cache_creation_input_tokens) ?? usage.cacheWriteTokens,
    cacheReadTokens: counted(raw?.cache_read_input_tokens) ?? usage.cacheReadTokens,
    outputTokens: counted(raw?.output_tokens) ?? usage.outputTokens,
  };
}

/** A gateway may tell anything; only a count is taken for one. */
function counted(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < 1e9 ? (value as number) : undefined;
}
