import assert from 'node:assert/strict';
import type { ChatEvent, ChatRequest } from '../../../src/core/model/chat-model.js';
import { ModelError } from '../../../src/core/model/model-error.js';
import { createAnthropicModel } from '../../../src/node/model/anthropic-model.js';
import { type ModelServer, type Script, type ServerAnswer, startModelServer } from '../../support/model-server.js';

const request: ChatRequest = {
  model: 'claude-sonnet-5-5',
  system: 'You review code.',
  tools: [{ name: 'read_file', description: 'Reads a file.', input: { type: 'object', properties: { path: { type: 'string' } } } }],
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'The change.', cache: true },
        { type: 'text', text: 'Look at its security.' },
      ],
    },
  ],
  maxOutputTokens: 1_000,
  effort: 'medium',
};

describe('Claude through its SDK', () => {
  let server: ModelServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  type Outcome = { events: ChatEvent[]; waits: number[]; error?: unknown };

  async function ask(
    script: Script | ServerAnswer[],
    options: { request?: ChatRequest; signal?: AbortSignal; idleMs?: number; onEvent?: (event: ChatEvent) => void } = {},
  ): Promise<Outcome> {
    server = await startModelServer(typeof script === 'function' ? script : (_, index) => script[index] ?? { text: 'no more' });
    const waits: number[] = [];
    const clock = {
      async sleep(ms: number, signal?: AbortSignal): Promise<void> {
        signal?.throwIfAborted();
        if (ms === options.idleMs) {
          await new Promise((resolve, reject) => {
            const timer = setTimeout(resolve, ms);
            signal?.addEventListener('abort', () => {
              clearTimeout(timer);
              reject(new Error('called off'));
            });
          });
        } else if (ms < 60_000) waits.push(ms);
        else await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('called off'))));
      },
    };
    const model = createAnthropicModel({
      apiKey: 'test-key',
      baseUrl: server.url,
      clock,
      ...(options.idleMs !== undefined && { idleMs: options.idleMs }),
    });
    const events: ChatEvent[] = [];
    try {
      for await (const event of model.stream(options.request ?? request, { signal: options.signal ?? new AbortController().signal })) {
        events.push(event);
        options.onEvent?.(event);
      }
      return { events, waits };
    } catch (error) {
      return { events, waits, error };
    }
  }

  const text = (events: ChatEvent[]): string => events.flatMap((e) => (e.type === 'text' ? [e.text] : [])).join('');
  const end = (events: ChatEvent[]) => events.find((e) => e.type === 'end');

  it('streams text, thinking and calls side by side, and gives the thinking back unchanged in the next request', async () => {
    const { events } = await ask([
      {
        thinking: 'Hm.',
        text: 'Let me look — at both.',
        calls: [
          { name: 'read_file', input: { path: 'ä.ts' } },
          { name: 'read_file', input: { path: 'b.ts' } },
        ],
      },
    ]);
    assert.equal(text(events), 'Let me look — at both.');
    assert.deepEqual(
      events.flatMap((e) => (e.type === 'tool-call' ? [e.call.input] : [])),
      [{ path: 'ä.ts' }, { path: 'b.ts' }],
    );
    const last = end(events);
    assert.equal(last?.stop, 'tool-calls');
    assert.deepEqual(last?.message.content[0], { type: 'opaque', data: { type: 'thinking', thinking: 'Hm.', signature: 'signed' } });
    const next = {
      ...request,
      messages: [
        ...request.messages,
        last.message,
        { role: 'user' as const, content: [{ type: 'tool-result' as const, id: 'x', text: '', isError: false }] },
      ],
    };
    await server!.close();
    await ask([{ text: 'Fine.' }], { request: next });
    assert.deepEqual((server!.requests[0]!.messages[1]!.content as object[])[0], {
      type: 'thinking',
      thinking: 'Hm.',
      signature: 'signed',
    });
  });

  it('marks the system, the shared text and the end of a growing conversation for the cache', async () => {
    const grown: ChatRequest = {
      ...request,
      messages: [
        ...request.messages,
        { role: 'assistant', content: [{ type: 'text', text: 'a' }] },
        { role: 'user', content: [{ type: 'text', text: 'b' }] },
      ],
    };
    await ask([{ text: 'Fine.' }], { request: grown });
    const [sent] = server!.requests;
    const marks = sent!.messages.map((m) => (m.content as { cache_control?: object }[]).map((b) => b.cache_control !== undefined));
    assert.deepEqual(marks, [[true, false], [false], [true]]);
    assert.ok(sent!.system![0]!.cache_control);
    assert.deepEqual([sent!.thinking, sent!.output_config], [{ type: 'adaptive' }, { effort: 'medium' }]);
  });

  it('tells the tokens that were read from and written to the cache', async () => {
    const { events } = await ask([{ text: 'Fine.' }]);
    const usage = end(events)!.usage;
    assert.ok(usage.cacheWriteTokens > 0 && usage.inputTokens > 0 && usage.outputTokens > 0);
    assert.equal(usage.cacheReadTokens, 0);
  });

  for (const [what, code, type] of [
    ['429', 429, 'rate_limit_error'],
    ['529', 529, 'overloaded_error'],
    ['500', 500, 'api_error'],
  ] as const) {
    it(`waits and tells so on ${what}, and goes on when it passes`, async () => {
      const { events } = await ask([{ status: { code, type } }, { status: { code, type } }, { text: 'Fine.' }]);
      assert.deepEqual(
        events.flatMap((e) => (e.type === 'waiting' ? [e.ms] : [])),
        [500, 1000],
      );
      assert.equal(text(events), 'Fine.');
    });
  }

  it('waits as long as the server asks', async () => {
    const { events } = await ask([{ status: { code: 429, headers: { 'retry-after': '7' } } }, { text: 'Fine.' }]);
    assert.deepEqual(
      events.find((e) => e.type === 'waiting'),
      { type: 'waiting', why: 'The account’s rate limit is reached', ms: 7_000, attempt: 1 },
    );
  });

  it('gives up at once when the server asks for more patience than is reasonable', async () => {
    const { error, waits } = await ask([{ status: { code: 429, headers: { 'retry-after': '86400' } } }]);
    assert.ok(error instanceof ModelError && error.kind === 'rate-limit');
    assert.deepEqual(waits, []);
  });

  it('gives up after five tries, with a reason and a next step', async () => {
    const { error } = await ask(() => ({ status: { code: 529, type: 'overloaded_error' } }));
    assert.ok(error instanceof ModelError && error.kind === 'overloaded' && error.next.length > 0);
    assert.equal(server!.requests.length, 5);
  });

  for (const [code, type, message, kind] of [
    [401, 'authentication_error', 'invalid x-api-key', 'auth'],
    [403, 'permission_error', 'not for you', 'auth'],
    [400, 'invalid_request_error', 'Your credit balance is too low', 'quota'],
    [404, 'not_found_error', 'model: nothing', 'invalid'],
    [413, 'request_too_large', 'too large', 'invalid'],
    [400, 'invalid_request_error', 'messages: odd', 'invalid'],
  ] as const) {
    it(`says what ${code} (${message}) is, and does not try again`, async () => {
      const { error } = await ask([{ status: { code, type, message } }]);
      assert.ok(error instanceof ModelError, String(error));
      assert.equal(error.kind, kind);
      assert.equal(error.passes, false);
      assert.equal(server!.requests.length, 1);
      assert.doesNotMatch(`${error.message} ${error.next}`, /test-key/);
    });
  }

  for (const [breaks, kind] of [
    ['disconnect', 'broken-off'],
    ['disconnect-in-call', 'broken-off'],
    ['malformed', 'broken-off'],
    ['no-stop', 'broken-off'],
    ['error-event', 'overloaded'],
  ] as const) {
    it(`throws what passes, with what was spent, when a stream ends with ${breaks}`, async () => {
      const { events, error } = await ask([
        { text: 'Half.', calls: [{ name: 'read_file', input: { path: 'a-rather-long-path.ts' } }], breaks },
      ]);
      assert.ok(error instanceof ModelError, String(error));
      assert.equal(error.kind, kind);
      assert.ok(error.passes);
      assert.ok((error.usage?.inputTokens ?? 0) > 0);
      assert.equal(text(events), 'Half.');
      assert.equal(end(events), undefined);
    });
  }

  it('breaks off a stream that stands still, and lets a slow one be', async () => {
    const { error } = await ask([{ text: 'Half.', breaks: 'stall' }], { idleMs: 150 });
    assert.ok(error instanceof ModelError && error.kind === 'broken-off', String(error));
    assert.match(error.message, /stood still/);
    await server!.close();
    const slow = await ask([{ text: 'word '.repeat(60), trickleMs: 20 }], { idleMs: 150 });
    assert.equal(text(slow.events), 'word '.repeat(60));
  });

  it('tells a call whose JSON is broken, and one that was cut off, as broken', async () => {
    const { events } = await ask([{ calls: [{ name: 'read_file', json: '{"path": ' }] }]);
    const call = events.find((e) => e.type === 'tool-call')!.call;
    assert.ok(call.broken && call.input === '{"path": ');
    assert.deepEqual(end(events)!.message.content, [{ type: 'tool-call', id: call.id, name: 'read_file', input: {} }]);
  });

  it('tells a call whose JSON is nested absurdly deep as broken, and keeps the answer', async () => {
    const { events } = await ask([{ text: 'Look.', calls: [{ name: 'read_file', json: '['.repeat(5_000) + ']'.repeat(5_000) }] }]);
    assert.match(events.find((e) => e.type === 'tool-call')!.call.broken!, /nested/);
    assert.equal(end(events)?.stop, 'tool-calls');
  });

  it('lets nobody read the key that a gateway repeats', async () => {
    const { error } = await ask([{ status: { code: 400, type: 'invalid_request_error', message: 'bad key Bearer test-key' } }]);
    assert.ok(error instanceof ModelError);
    assert.doesNotMatch(`${error.message} ${error.next}`, /test-key/);
  });

  it('goes on without what a gateway does not know, and does not ask it again', async () => {
    const script: Script = (sent) =>
      sent.thinking ? { status: { code: 400, type: 'invalid_request_error', message: 'thinking: unknown field' } } : { text: 'Fine.' };
    const { events } = await ask(script);
    assert.equal(text(events), 'Fine.');
    assert.equal(server!.requests.length, 2);
  });

  it('forces the one tool that was asked for', async () => {
    await ask([{ calls: [{ name: 'read_file', input: {} }] }], { request: { ...request, mustCall: 'read_file' } });
    assert.deepEqual(server!.requests[0]!.tool_choice, { type: 'tool', name: 'read_file' });
    assert.equal(server!.requests[0]!.thinking, undefined);
  });

  it('invariant 9: lets go at once when it is aborted before, while waiting and while streaming', async () => {
    const before = new AbortController();
    before.abort(new Error('stop'));
    assert.match(String((await ask([{ text: 'x' }], { signal: before.signal })).error), /stop|abort/i);
    await server!.close();
    const waiting = new AbortController();
    const waited = await ask(() => ({ status: { code: 529 } }), {
      signal: waiting.signal,
      onEvent: () => waiting.abort(new Error('stop')),
    });
    assert.match(String(waited.error), /stop/);
    await server!.close();
    const streaming = new AbortController();
    const streamed = await ask([{ text: 'word '.repeat(100), trickleMs: 20 }], {
      signal: streaming.signal,
      onEvent: () => streaming.abort(new Error('stop')),
    });
    assert.match(String(streamed.error), /stop/);
    assert.ok(streamed.events.length < 10);
  });

  it('says that nothing answers at an address', async () => {
    const model = createAnthropicModel({ apiKey: 'k', baseUrl: 'http://127.0.0.1:9', clock: { sleep: async () => undefined } });
    const read = async (): Promise<void> => {
      for await (const event of model.stream(request, { signal: new AbortController().signal })) void event;
    };
    await assert.rejects(read, (error) => error instanceof ModelError && error.kind === 'network');
  });

  it('counts tokens at the provider', async () => {
    server = await startModelServer(() => ({ text: 'unused' }));
    const model = createAnthropicModel({ apiKey: 'k', baseUrl: server.url, clock: { sleep: async () => undefined } });
    const count = await model.countTokens(request, { signal: new AbortController().signal });
    assert.ok(count > 20);
    assert.equal(server.requests.length, 0);
  });
});
