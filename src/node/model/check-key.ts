/** Whether a key is accepted, by the cheapest call there is: counting the tokens of one word. */
import type { ChatRequest } from '../../core/model/chat-model.js';
import { estimateTokens } from '../../core/model/estimate-tokens.js';
import { systemClock } from '../ports/system-clock.js';
import { anthropicAccess, type AnthropicSettings } from './anthropic-access.js';

/** Throws a ModelError that says what is wrong, and the signal's reason when aborted. */
export async function checkKey(settings: AnthropicSettings, { signal }: { signal: AbortSignal }): Promise<void> {
  const { model, ids } = await anthropicAccess(settings, systemClock);
  const request: ChatRequest = {
    model: ids.lead,
    system: 'Say hello.',
    tools: [],
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello.' }] }],
    maxOutputTokens: 16,
  };
  const counted = await model.countTokens(request, { signal });
  // where nobody counts, the model estimates: a gateway that cannot count and an address that is none look alike until one answers
  if (counted !== estimateTokens(request)) return;
  for await (const event of model.stream(request, { signal })) if (event.type === 'started') return;
}
