/** Claude by its own SDK: streaming, with retries that are told, a watch on streams that stand still, and caching where the engine marked it. */
import Anthropic from '@anthropic-ai/sdk';
import { type ChatEvent, type ChatModel, type ChatRequest } from '../../core/model/chat-model.js';
import { estimateTokens } from '../../core/model/estimate-tokens.js';
import { ModelError } from '../../core/model/model-error.js';
import type { Clock } from '../../core/ports.js';
import { countParams, type Dropped, streamParams } from './anthropic-params.js';
import { droppedBy, modelErrorOf, retryAfterMs } from './anthropic-errors.js';
import { readAnswer } from './anthropic-stream.js';
import { untilIdle } from './until-idle.js';

export type AnthropicOptions = {
  apiKey: string;
  /** Such as a gateway's; default: the SDK's own. */
  baseUrl?: string;
  clock: Pick<Clock, 'sleep'>;
  /** Milliseconds without any event after which a stream counts as broken off. */
  idleMs?: number;
};

/** Calls that are made for one answer, at most, and the first wait in milliseconds; each next one is twice as long. */
const attempts = 5;
const firstWait = 500;
/** A provider that asks for more patience than this is given up. */
const longestWait = 120_000;

/** The key is never written anywhere: errors carry the provider's words only. */
export function createAnthropicModel({ apiKey, baseUrl, clock, idleMs = 120_000 }: AnthropicOptions): ChatModel {
  const client = new Anthropic({
    apiKey,
    // retries are ours, so that they can be told
    maxRetries: 0,
    ...(baseUrl !== undefined && { baseURL: baseUrl }),
    logLevel: 'off',
  });
  /** A gateway may repeat the key in its answer: nobody else shall read it. */
  const told = (error: unknown): ModelError => {
    const reason = modelErrorOf(error);
    if (!reason.message.includes(apiKey)) return reason;
    const { kind, next, usage } = reason;
    return new ModelError(kind, reason.message.replaceAll(apiKey, '‹key›'), { next, ...(usage && { usage }) });
  };
  /** What the provider (or a gateway) has refused for a model, and is asked for no more. */
  const dropped = new Map<string, Dropped>();

  /** Calls until it is answered, with waits between; throws a ModelError, or the signal's reason. */
  async function* withRetries<T>(model: string, signal: AbortSignal, call: (without: Dropped) => Promise<T>): AsyncGenerator<ChatEvent, T> {
    for (let attempt = 1; ;) {
      const without = dropped.get(model) ?? new Set();
      try {
        return await call(without);
      } catch (error) {
        signal.throwIfAborted();
        const refused = droppedBy(error, without);
        if (refused) {
          dropped.set(model, new Set([...without, refused]));
          continue;
        }
        const reason = told(error);
        const asked = retryAfterMs(error);
        if (!reason.passes || attempt >= attempts || (asked ?? 0) > longestWait) throw reason;
        const ms = Math.max(asked ?? 0, firstWait * 2 ** (attempt - 1));
        yield { type: 'waiting', why: reason.message, ms, attempt };
        await clock.sleep(ms, signal);
        attempt++;
      }
    }
  }

  return {
    provider: 'anthropic',
    async *stream(request, { signal }) {
      // an answer that stands still is broken off here, and nowhere else
      const own = new AbortController();
      const both = AbortSignal.any([signal, own.signal]);
      const events = yield* withRetries(request.model, signal, (without) =>
        client.messages.create({ ...streamParams(request, without), stream: true }, { signal: both, timeout: idleMs }),
      );
      try {
        yield* readAnswer(untilIdle(events, { idleMs, clock, onIdle: () => own.abort() }));
      } catch (error) {
        signal.throwIfAborted();
        throw told(error);
      } finally {
        own.abort();
      }
    },
    async countTokens(request: ChatRequest, { signal }) {
      const counting = withRetries(request.model, signal, () => client.messages.countTokens(countParams(request), { signal }));
      try {
        for (;;) {
          const next = await counting.next();
          if (next.done) return next.value.input_tokens;
        }
      } catch (error) {
        // a gateway need not be able to count
        if (error instanceof ModelError && error.kind === 'invalid') return estimateTokens(request);
        throw error;
      }
    },
  };
}
