/** A request as VS Code's language models take it: no system role, no ids of blocks but those of calls, no thinking to send back. */
import type * as vscode from 'vscode';
import type { ChatBlock, ChatMessage, ChatRequest } from '../../core/model/chat-model.js';

/** The classes of VS Code that a request is made of. */
export type ChatParts = Pick<
  typeof vscode,
  | 'LanguageModelChatMessage'
  | 'LanguageModelTextPart'
  | 'LanguageModelToolCallPart'
  | 'LanguageModelToolResultPart'
  | 'LanguageModelChatToolMode'
>;

/** The system text is the first message of the person. */
export function chatMessages(request: ChatRequest, parts: ChatParts): vscode.LanguageModelChatMessage[] {
  return [
    parts.LanguageModelChatMessage.User([new parts.LanguageModelTextPart(request.system)]),
    ...request.messages.flatMap((message) => chatMessage(message, parts)),
  ];
}

/** A call that is forced is the only tool: VS Code refuses more than one then. */
export function chatOptions(request: ChatRequest, parts: ChatParts): vscode.LanguageModelChatRequestOptions {
  const { mustCall } = request;
  const tools = mustCall === undefined ? request.tools : request.tools.filter((t) => t.name === mustCall);
  return {
    justification: 'Reverie reviews the changes that you asked it to.',
    tools: tools.map(({ name, description, input }) => ({ name, description, inputSchema: input })),
    toolMode: mustCall === undefined ? parts.LanguageModelChatToolMode.Auto : parts.LanguageModelChatToolMode.Required,
  };
}

/** Everything that is sent, as one text: for counting. */
export function chatText({ system, tools, messages }: ChatRequest): string {
  return [
    system,
    ...tools.map((t) => `${t.name} ${t.description} ${JSON.stringify(t.input)}`),
    ...messages.flatMap(({ content }) => content.map(blockText)),
  ].join('\n');
}

function chatMessage({ role, content }: ChatMessage, parts: ChatParts): vscode.LanguageModelChatMessage[] {
  if (role === 'assistant') {
    const said = content.flatMap((block): (vscode.LanguageModelTextPart | vscode.LanguageModelToolCallPart)[] => {
      if (block.type === 'text' && block.text !== '') return [new parts.LanguageModelTextPart(block.text)];
      if (block.type === 'tool-call') return [new parts.LanguageModelToolCallPart(block.id, block.name, objectOf(block.input))];
      return [];
    });
    return said.length > 0 ? [parts.LanguageModelChatMessage.Assistant(said)] : [];
  }
  const asked = content.flatMap((block): (vscode.LanguageModelTextPart | vscode.LanguageModelToolResultPart)[] => {
    if (block.type === 'text' && block.text !== '') return [new parts.LanguageModelTextPart(block.text)];
    if (block.type !== 'tool-result') return [];
    // there is no mark for a failed call
    const text = block.isError ? `The call failed: ${block.text}` : block.text || '(empty)';
    return [new parts.LanguageModelToolResultPart(block.id, [new parts.LanguageModelTextPart(text)])];
  });
  return asked.length > 0 ? [parts.LanguageModelChatMessage.User(asked)] : [];
}

function blockText(block: ChatBlock): string {
  if (block.type === 'text' || block.type === 'tool-result') return block.text;
  return block.type === 'tool-call' ? `${block.name} ${JSON.stringify(block.input) ?? ''}` : '';
}

function objectOf(input: unknown): object {
  return typeof input === 'object' && input !== null ? input : {};
}
