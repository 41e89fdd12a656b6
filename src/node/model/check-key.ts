/** Whether a key is accepted, by the cheapest call there is: counting the tokens of one word. */
import { systemClock } from '../ports/system-clock.js';
import { anthropicAccess, type AnthropicSettings } from './anthropic-access.js';

/** Throws a ModelError that says what is wrong, and the signal's reason when aborted. A gateway that cannot count is taken at its word. */
export async function checkKey(settings: AnthropicSettings, { signal }: { signal: AbortSignal }): Promise<void> {
  const { model, ids } = await anthropicAccess(settings, systemClock);
  await model.countTokens(
    {
      model: ids.lead,
      system: 'Hello.',
      tools: [],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello.' }] }],
      maxOutputTokens: 1,
    },
    { signal },
  );
}
