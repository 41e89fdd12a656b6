/** How many tokens a request has, told without asking the provider: for planning, and for models that count for themselves only. */
import { estimateTokenCount } from 'tokenx';
import type { ChatRequest } from './chat-model.js';

/** Offline counts were seen up to 30 % too low (JSON): a plan errs on the dear side. */
export const safetyFactor = 1.35;

/** Framing of a message, a tool or a block. */
const perPart = 8;

/** Tokens of a text, with the safety factor. */
export function estimateTextTokens(text: string): number {
  return Math.ceil(estimateTokenCount(text) * safetyFactor);
}

/** Tokens of a request's input, with the safety factor. `calibration` is what the provider counted for its like, divided by the estimate. */
export function estimateTokens(request: Pick<ChatRequest, 'system' | 'tools' | 'messages'>, calibration = 1): number {
  let tokens = systemTokens(request.system) + perPart;
  for (const tool of request.tools) {
    tokens += once(tool.input, () => estimateTextTokens(`${tool.name} ${tool.description} ${JSON.stringify(tool.input)}`)) + perPart;
  }
  for (const { content } of request.messages) {
    for (const block of content) {
      tokens +=
        once(block, () =>
          estimateTextTokens(
            block.type === 'text' || block.type === 'tool-result'
              ? block.text
              : (JSON.stringify(block.type === 'opaque' ? block.data : block.input) ?? ''),
          ),
        ) + perPart;
    }
  }
  return Math.ceil(tokens * calibration);
}

/** A conversation grows by its end: what was estimated for an earlier round is not estimated again. Blocks are never changed. */
const estimated = new WeakMap<object, number>();

function once(part: object, estimate: () => number): number {
  const known = estimated.get(part) ?? estimate();
  estimated.set(part, known);
  return known;
}

let lastSystem = { text: '', tokens: 0 };

function systemTokens(text: string): number {
  if (lastSystem.text !== text) lastSystem = { text, tokens: estimateTextTokens(text) };
  return lastSystem.tokens;
}
