/**
 * A scripted model server on loopback: real HTTP and SSE as Anthropic's Messages API sends them, for the real SDK. It counts tokens by length and
 * caches prefixes as the API does: what stands before a `cache_control` mark is written once and read afterwards.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { LLMock } from '@copilotkit/aimock';

export type WireBlock = {
  type: string;
  text?: string;
  name?: string;
  input?: unknown;
  content?: unknown;
  tool_use_id?: string;
  is_error?: boolean;
  cache_control?: unknown;
};
export type WireRequest = {
  model: string;
  max_tokens: number;
  system?: WireBlock[];
  tools?: { name: string; description: string; input_schema: unknown; cache_control?: unknown }[];
  messages: { role: 'user' | 'assistant'; content: string | WireBlock[] }[];
  tool_choice?: { type: string; name?: string };
  thinking?: { type: string };
  output_config?: { effort?: string };
};

export type ServerAnswer = {
  /** Streamed as thinking, before the text. */
  thinking?: string;
  text?: string;
  /** `json` is streamed as it is, in the place of `input`. */
  calls?: { name: string; input?: unknown; json?: string; id?: string }[];
  stop?: string;
  /** Milliseconds before the first event, and between events. */
  delayMs?: number;
  trickleMs?: number;
  /** In the place of an answer. */
  status?: { code: number; type?: string; message?: string; headers?: Record<string, string> };
  /** What happens after the answer's blocks, in the place of its end. */
  breaks?: 'disconnect' | 'disconnect-in-call' | 'malformed' | 'stall' | 'error-event' | 'no-stop';
};

export type ModelServer = {
  url: string;
  requests: WireRequest[];
  close(): Promise<void>;
};

export type Script = (request: WireRequest, index: number) => ServerAnswer | Promise<ServerAnswer>;

/** With `key`, any other key is refused. */
export async function startModelServer(script: Script, { key }: { key?: string } = {}): Promise<ModelServer> {
  const requests: WireRequest[] = [];
  const cached = new Set<string>();
  const stopped = new AbortController();
  const mock = new LLMock({ port: 0, host: '127.0.0.1', ...(key !== undefined && { auth: { apiKeys: [key] } }) });
  mock.mount('/v1/messages', {
    async handleRequest(req, res, pathname) {
      const request = JSON.parse(await bodyOf(req)) as WireRequest;
      if (pathname.includes('count_tokens')) {
        sendJson(res, 200, { input_tokens: measure(request, new Set()).inputTokens });
        return true;
      }
      const index = requests.push(request) - 1;
      const answer = await script(request, index);
      const gone = new AbortController();
      res.on('close', () => gone.abort());
      try {
        await send(res, request, answer, measure(request, cached), AbortSignal.any([gone.signal, stopped.signal]));
      } catch (error) {
        if (!gone.signal.aborted && !stopped.signal.aborted) throw error;
      }
      return true;
    },
  });
  await mock.start();
  return {
    url: mock.url,
    requests,
    async close() {
      stopped.abort();
      await mock.stop();
    },
  };
}

/** All the texts of a request, in the order in which they are sent. */
export function textOf(request: WireRequest): string {
  return [
    ...(request.system ?? []),
    ...request.messages.flatMap((m) => (typeof m.content === 'string' ? [{ type: 'text', text: m.content }] : m.content)),
  ]
    .map((block) => block.text ?? (block.content === undefined ? JSON.stringify(block.input ?? '') : JSON.stringify(block.content)))
    .join('\n');
}

type Measured = { inputTokens: number; cacheWriteTokens: number; cacheReadTokens: number };

/** Four characters are one token. The longest marked prefix that was seen before is read, the rest up to the last mark is written. */
function measure(request: WireRequest, cached: Set<string>): Measured {
  const parts: { text: string; marked: boolean }[] = [
    ...(request.tools ?? []).map((tool) => ({
      text: JSON.stringify([tool.name, tool.description, tool.input_schema]),
      marked: tool.cache_control !== undefined,
    })),
    ...(request.system ?? []).map((block) => ({ text: block.text ?? '', marked: block.cache_control !== undefined })),
    ...request.messages.flatMap(({ role, content }) =>
      (typeof content === 'string' ? [{ type: 'text', text: content } as WireBlock] : content).map(({ cache_control, ...block }) => ({
        text: `${role}${JSON.stringify(block)}`,
        marked: cache_control !== undefined,
      })),
    ),
  ];
  const hash = createHash('sha256').update(request.model);
  let length = 0;
  let read = 0;
  let written = 0;
  for (const { text, marked } of parts) {
    hash.update(text).update('\0');
    length += text.length;
    if (!marked) continue;
    const prefix = hash.copy().digest('hex');
    if (cached.has(prefix)) read = length;
    cached.add(prefix);
    written = length;
  }
  const tokens = (characters: number): number => Math.ceil(characters / 4);
  return {
    cacheReadTokens: tokens(read),
    cacheWriteTokens: tokens(Math.max(0, written - read)),
    inputTokens: tokens(length - Math.max(read, written)),
  };
}

async function send(
  res: ServerResponse,
  request: WireRequest,
  answer: ServerAnswer,
  measured: Measured,
  signal: AbortSignal,
): Promise<void> {
  if (answer.delayMs) await sleep(answer.delayMs, undefined, { signal });
  if (answer.status) {
    const { code, type = 'api_error', message = 'scripted', headers = {} } = answer.status;
    sendJson(res, code, { type: 'error', error: { type, message } }, headers);
    return;
  }
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  const event = async (type: string, data: object): Promise<void> => {
    signal.throwIfAborted();
    res.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
    if (answer.trickleMs) await sleep(answer.trickleMs, undefined, { signal });
  };
  const usage = {
    input_tokens: measured.inputTokens,
    cache_creation_input_tokens: measured.cacheWriteTokens,
    cache_read_input_tokens: measured.cacheReadTokens,
  };
  await event('message_start', {
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: request.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...usage, output_tokens: 1 },
    },
  });
  let index = 0;
  let written = 0;
  if (answer.thinking) {
    await event('content_block_start', { index, content_block: { type: 'thinking', thinking: '', signature: '' } });
    await event('content_block_delta', { index, delta: { type: 'thinking_delta', thinking: answer.thinking } });
    await event('content_block_delta', { index, delta: { type: 'signature_delta', signature: 'signed' } });
    await event('content_block_stop', { index: index++ });
  }
  if (answer.text) {
    await event('content_block_start', { index, content_block: { type: 'text', text: '' } });
    for (const piece of pieces(answer.text)) await event('content_block_delta', { index, delta: { type: 'text_delta', text: piece } });
    await event('content_block_stop', { index: index++ });
    written += answer.text.length;
  }
  const calls = answer.calls ?? [];
  for (const [i, call] of calls.entries()) {
    const json = call.json ?? JSON.stringify(call.input ?? {});
    await event('content_block_start', {
      index,
      content_block: { type: 'tool_use', id: call.id ?? `toolu_${written}_${i}`, name: call.name, input: {} },
    });
    const cutHere = answer.breaks === 'disconnect-in-call' && i === calls.length - 1;
    for (const piece of pieces(cutHere ? json.slice(0, Math.ceil(json.length / 2)) : json)) {
      await event('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: piece } });
    }
    if (cutHere) {
      await hangUp(res);
      return;
    }
    await event('content_block_stop', { index: index++ });
    written += json.length;
  }
  switch (answer.breaks) {
    case 'disconnect':
    case 'disconnect-in-call':
      await hangUp(res);
      return;
    case 'malformed':
      res.end('event: content_block_delta\ndata: {"type":"content_block_delta", nonsense\n\n');
      return;
    case 'stall':
      await sleep(3_600_000, undefined, { signal });
      return;
    case 'error-event':
      await event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });
      res.end();
      return;
    case 'no-stop':
      res.end();
      return;
    case undefined:
      break;
  }
  const stop = answer.stop ?? (calls.length > 0 ? 'tool_use' : 'end_turn');
  await event('message_delta', { delta: { stop_reason: stop, stop_sequence: null }, usage: { output_tokens: Math.ceil(written / 4) + 1 } });
  await event('message_stop', {});
  res.end();
}

/** Lets go of the connection once what was written is on its way. */
async function hangUp(res: ServerResponse): Promise<void> {
  await sleep(30);
  res.destroy();
}

/** A text in pieces of any bytes' border, as a real stream has them. */
function pieces(text: string): string[] {
  return text.match(/[^]{1,40}/gu) ?? [''];
}

function sendJson(res: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  res.writeHead(status, { 'content-type': 'application/json', ...headers });
  res.end(JSON.stringify(body));
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
