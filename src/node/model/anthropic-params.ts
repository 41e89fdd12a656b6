/** A request as Anthropic's Messages API takes it (https://platform.claude.com/docs/en/api/messages). */
import type {
  MessageCountTokensParams,
  MessageCreateParamsBase,
  MessageParam,
  TextBlockParam,
  Tool,
} from '@anthropic-ai/sdk/resources/messages/messages.js';
import type { ChatBlock, ChatMessage, ChatRequest } from '../../core/model/chat-model.js';

/** What some models and gateways refuse; a request goes without it then. */
export type Dropped = ReadonlySet<'thinking' | 'effort' | 'tool_choice' | 'cache_control'>;

type ContentBlock = Exclude<MessageParam['content'], string>[number];
type CacheControl = { cache_control: { type: 'ephemeral' } };

export function streamParams(request: ChatRequest, without: Dropped): MessageCreateParamsBase {
  const { model, maxOutputTokens, effort, mustCall } = request;
  const forced = mustCall !== undefined && !without.has('tool_choice');
  return {
    model,
    max_tokens: maxOutputTokens,
    ...promptParams(request, without),
    // a call that is forced leaves no room to think first
    ...(!forced && !without.has('thinking') && { thinking: { type: 'adaptive' as const } }),
    ...(effort !== undefined && !without.has('effort') && { output_config: { effort } }),
    ...(forced && { tool_choice: { type: 'tool' as const, name: mustCall } }),
  };
}

export function countParams(request: ChatRequest): MessageCountTokensParams {
  return { model: request.model, ...promptParams(request, new Set(['cache_control'])) };
}

function promptParams(
  { system, tools, messages }: ChatRequest,
  without: Dropped,
): { system: TextBlockParam[]; tools?: Tool[]; messages: MessageParam[] } {
  const cached: CacheControl | undefined = without.has('cache_control') ? undefined : { cache_control: { type: 'ephemeral' } };
  return {
    // the mark on the system covers the tools before it
    system: [{ type: 'text', text: system, ...cached }],
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, input }) => ({ name, description, input_schema: { type: 'object' as const, ...input } })),
    }),
    messages: messages.map((message, index) => messageParam(message, cached, index > 0 && index === messages.length - 1)),
  };
}

/** With `growing`, the end of the conversation is marked too: the next round reads it from the cache. */
function messageParam({ role, content }: ChatMessage, cached: CacheControl | undefined, growing: boolean): MessageParam {
  const blocks = content.flatMap((block, index): ContentBlock[] => {
    const marked = cached && ((block.type === 'text' && block.cache) || (growing && index === content.length - 1));
    const param = blockParam(block);
    return param ? [marked ? { ...param, ...cached } : param] : [];
  });
  return { role, content: blocks };
}

function blockParam(block: ChatBlock): ContentBlock | undefined {
  switch (block.type) {
    case 'text':
      // the API refuses empty texts
      return block.text === '' ? undefined : { type: 'text', text: block.text };
    case 'tool-call':
      return { type: 'tool_use', id: block.id, name: block.name, input: isObject(block.input) ? block.input : {} };
    case 'tool-result':
      return { type: 'tool_result', tool_use_id: block.id, content: block.text || '(empty)', ...(block.isError && { is_error: true }) };
    case 'opaque':
      return block.data as ContentBlock;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
