/** VS Code's language models behind the engine's port. They tell no usage and no price: tokens are counted by the model's own count, with a margin. */
import type * as vscode from 'vscode';
import type { ChatBlock, ChatEvent, ChatModel, ChatRequest, ToolCall } from '../../core/model/chat-model.js';
import type { Engine } from '../engine.js';
import { chatError, consentMissing, noSuchModel } from './vscode-chat-errors.js';
import { chatMessages, chatOptions, chatText, type ChatParts } from './vscode-chat-messages.js';

export type VscodeChatDeps = {
  /** The part of VS Code that is used: `vscode` itself, or a test's. */
  api: ChatParts & Pick<typeof vscode, 'CancellationTokenSource'> & { lm: Pick<typeof vscode.lm, 'selectChatModels'> };
  /** Undefined when nobody was asked yet. */
  canSend(chat: vscode.LanguageModelChat): boolean | undefined;
  /** Whether a person waits for this: only then may VS Code ask for consent. */
  personWaits(): boolean;
  engine: Pick<Engine, 'ModelError' | 'untilIdle' | 'systemClock' | 'estimateTokens' | 'estimateTextTokens'>;
};

/** A model that says nothing for so long is given up. */
const idleMs = 180_000;
/** A model's count leaves out how messages and tools are framed. */
const margin = 1.1;
/** Characters of a token, rather few: an answer is cut off late rather than early. */
const charactersPerToken = 5;

export function createVscodeChatModel(deps: VscodeChatDeps): ChatModel {
  const { api, engine } = deps;
  const { ModelError } = engine;

  const chatOf = async (model: string): Promise<vscode.LanguageModelChat> => {
    const [chat] = await api.lm.selectChatModels({ id: model });
    if (!chat) throw noSuchModel(ModelError, model);
    return chat;
  };

  const countInput = async (chat: vscode.LanguageModelChat, request: ChatRequest, token: vscode.CancellationToken): Promise<number> => {
    try {
      return Math.ceil((await chat.countTokens(chatText(request), token)) * margin);
    } catch {
      // a model need not be able to count
      return engine.estimateTokens(request);
    }
  };

  const countOutput = async (chat: vscode.LanguageModelChat, text: string): Promise<number> => {
    if (text === '') return 0;
    try {
      return Math.ceil((await chat.countTokens(text)) * margin);
    } catch {
      return engine.estimateTextTokens(text);
    }
  };

  return {
    provider: 'vscode',

    async *stream(request, { signal }) {
      signal.throwIfAborted();
      const chat = await chatOf(request.model);
      if (deps.canSend(chat) !== true && !deps.personWaits()) throw consentMissing(ModelError, chat.name);
      const source = new api.CancellationTokenSource();
      const cancel = (): void => source.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      let text = '';
      let written = 0;
      const calls: ToolCall[] = [];
      try {
        const counting = countInput(chat, request, source.token);
        // its rejection is caught inside; an answer that fails first leaves it unawaited
        const response = await untilAborted(chat.sendRequest(chatMessages(request, api), chatOptions(request, api), source.token), signal);
        yield { type: 'started' };
        let cut = false;
        const parts = engine.untilIdle(abortable(response.stream, signal), { idleMs, clock: engine.systemClock, onIdle: cancel });
        for await (const part of parts) {
          const event = readPart(part, api);
          if (!event) continue;
          if (event.type === 'text') {
            text += event.text;
            written += event.text.length;
          } else {
            calls.push(event.call);
            written += JSON.stringify(event.call.input)?.length ?? 0;
          }
          yield event;
          cut = written > request.maxOutputTokens * charactersPerToken;
          if (cut) break;
        }
        const output = [text, ...calls.map((call) => `${call.name} ${JSON.stringify(call.input)}`)].join('\n').trim();
        const [inputTokens, outputTokens] = await Promise.all([counting, countOutput(chat, output)]);
        const content: ChatBlock[] = [
          ...(text === '' ? [] : [{ type: 'text' as const, text }]),
          ...calls.map((call) => ({ type: 'tool-call' as const, ...call })),
        ];
        yield {
          type: 'end',
          stop: cut ? 'max-tokens' : calls.length > 0 ? 'tool-calls' : 'done',
          usage: { inputTokens, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens },
          message: { role: 'assistant', content },
        };
      } catch (error) {
        signal.throwIfAborted();
        throw chatError(ModelError, chat.name, error);
      } finally {
        signal.removeEventListener('abort', cancel);
        source.cancel();
        source.dispose();
      }
    },

    async countTokens(request, { signal }) {
      signal.throwIfAborted();
      const chat = await chatOf(request.model);
      const source = new api.CancellationTokenSource();
      try {
        return await untilAborted(countInput(chat, request, source.token), signal);
      } finally {
        source.cancel();
        source.dispose();
      }
    },
  };
}

/** Parts of other kinds (thinking, data) are nothing that the engine reads. */
function readPart(part: unknown, api: ChatParts): Extract<ChatEvent, { type: 'text' | 'tool-call' }> | undefined {
  if (part instanceof api.LanguageModelTextPart) return part.value === '' ? undefined : { type: 'text', text: part.value };
  if (part instanceof api.LanguageModelToolCallPart)
    return { type: 'tool-call', call: { id: part.callId, name: part.name, input: part.input } };
  return undefined;
}

/** Ends with the signal's reason at once, whether or not the model's stream heeds its token. */
async function* abortable<T>(events: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = events[Symbol.asyncIterator]();
  for (;;) {
    const next = await untilAborted(iterator.next(), signal);
    if (next.done) return;
    yield next.value;
  }
}

function untilAborted<T>(work: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted', { cause: signal.reason }));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(
      (value) => {
        signal.removeEventListener('abort', stop);
        resolve(value);
      },
      (error: unknown) => {
        signal.removeEventListener('abort', stop);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}
