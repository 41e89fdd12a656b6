/** VS Code's language models in memory: the classes that requests are made of, and a chat that answers from a script. */
import type * as vscode from 'vscode';
import type { VscodeChatDeps } from '../../../src/vscode/model/vscode-chat-model.js';

class TextPart {
  constructor(readonly value: string) {}
}
class ToolCallPart {
  constructor(
    readonly callId: string,
    readonly name: string,
    readonly input: object,
  ) {}
}
class ToolResultPart {
  constructor(
    readonly callId: string,
    readonly content: unknown[],
  ) {}
}
class Message {
  constructor(
    readonly role: 'user' | 'assistant',
    readonly content: unknown[],
  ) {}
  static User = (content: unknown[]): Message => new Message('user', content);
  static Assistant = (content: unknown[]): Message => new Message('assistant', content);
}
class TokenSource {
  readonly #listeners: (() => void)[] = [];
  readonly token = {
    isCancellationRequested: false,
    onCancellationRequested: (listener: () => void) => {
      this.#listeners.push(listener);
      return { dispose: () => undefined };
    },
  };
  cancel(): void {
    this.token.isCancellationRequested = true;
    for (const listener of this.#listeners) listener();
  }
  dispose(): void {
    this.#listeners.length = 0;
  }
}

export const text = (value: string): TextPart => new TextPart(value);
export const call = (name: string, input: object, id = `call-${name}`): ToolCallPart => new ToolCallPart(id, name, input);

export type Sent = { messages: Message[]; options: vscode.LanguageModelChatRequestOptions; token: vscode.CancellationToken };

export type FakeChat = {
  /** What the stream gives; thrown where it is an Error. */
  parts?: unknown[];
  /** In the place of an answer. */
  refuses?: unknown;
  /** The stream stands still after its parts. */
  stalls?: boolean;
  cannotCount?: boolean;
};

/** An error as VS Code throws it. */
export function chatFailure(code: string | undefined, message: string): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

export function fakeChatApi(chat: FakeChat): { api: VscodeChatDeps['api']; sent: Sent[] } {
  const sent: Sent[] = [];
  async function* stream(): AsyncGenerator {
    for (const part of chat.parts ?? []) {
      if (part instanceof Error) throw part;
      yield part;
    }
    if (chat.stalls) await new Promise(() => undefined);
  }
  const model = {
    id: 'scripted-1',
    name: 'Scripted One',
    family: 'scripted',
    sendRequest: async (messages: Message[], options: Sent['options'], token: Sent['token']) => {
      sent.push({ messages, options, token });
      if (chat.refuses !== undefined) throw chat.refuses;
      return { stream: stream() };
    },
    countTokens: async (counted: string) => {
      if (chat.cannotCount) throw new Error('cannot count');
      return Math.ceil(counted.length / 4);
    },
  };
  const api = {
    LanguageModelTextPart: TextPart,
    LanguageModelToolCallPart: ToolCallPart,
    LanguageModelToolResultPart: ToolResultPart,
    LanguageModelChatMessage: Message,
    LanguageModelChatToolMode: { Auto: 1, Required: 2 },
    CancellationTokenSource: TokenSource,
    lm: { selectChatModels: async ({ id }: { id: string }) => (id === model.id ? [model] : []) },
  };
  // only what a request needs of VS Code's wide types
  return { api: api as unknown as VscodeChatDeps['api'], sent };
}
