import assert from 'node:assert/strict';
import type { ChatEvent, ChatRequest } from '../../../src/core/model/chat-model.js';
import { estimateTextTokens, estimateTokens } from '../../../src/core/model/estimate-tokens.js';
import { ModelError } from '../../../src/core/model/model-error.js';
import { untilIdle } from '../../../src/node/model/until-idle.js';
import { systemClock } from '../../../src/node/ports/system-clock.js';
import { createVscodeChatModel, type VscodeChatDeps } from '../../../src/vscode/model/vscode-chat-model.js';
import { call, chatFailure, type FakeChat, fakeChatApi, text } from './fake-chat.js';

const request: ChatRequest = {
  model: 'scripted-1',
  system: 'You review code.',
  tools: [
    { name: 'read_file', description: 'Reads.', input: { type: 'object' } },
    { name: 'grade', description: 'Grades.', input: { type: 'object' } },
  ],
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Review this.', cache: true }] }],
  maxOutputTokens: 1_000,
};

function open(chat: FakeChat, deps: Partial<Pick<VscodeChatDeps, 'canSend' | 'personWaits'>> = {}) {
  const { api, sent } = fakeChatApi(chat);
  const engine = { ModelError, untilIdle, systemClock, estimateTokens, estimateTextTokens };
  return { sent, model: createVscodeChatModel({ api, engine, canSend: () => true, personWaits: () => false, ...deps }) };
}

async function all(events: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const list: ChatEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
}

const { signal } = new AbortController();

describe('a model of VS Code', () => {
  it('streams text and calls, and ends with what was counted and what the next request carries', async () => {
    const { model } = open({ parts: [text('Look'), { thinking: 'hm' }, text('ing.'), call('read_file', { path: 'a.ts' })] });
    const events = await all(model.stream(request, { signal }));
    assert.deepEqual(
      events.map((e) => e.type),
      ['started', 'text', 'text', 'tool-call', 'end'],
    );
    const end = events.at(-1);
    assert.ok(end?.type === 'end');
    assert.equal(end.stop, 'tool-calls');
    assert.ok(end.usage.inputTokens > 0 && end.usage.outputTokens > 0);
    assert.deepEqual(end.message, {
      role: 'assistant',
      content: [
        { type: 'text', text: 'Looking.' },
        { type: 'tool-call', id: 'call-read_file', name: 'read_file', input: { path: 'a.ts' } },
      ],
    });
  });

  it('sends the system text as the first message, and calls and results with their ids', async () => {
    const { model, sent } = open({ parts: [text('Done.')] });
    const whole: ChatRequest = {
      ...request,
      messages: [
        ...request.messages,
        {
          role: 'assistant',
          content: [
            { type: 'opaque', data: 'thinking' },
            { type: 'tool-call', id: 'c1', name: 'read_file', input: { path: 'x' } },
          ],
        },
        { role: 'user', content: [{ type: 'tool-result', id: 'c1', text: 'There is no x.', isError: true }] },
      ],
    };
    await all(model.stream(whole, { signal }));
    assert.deepEqual(JSON.parse(JSON.stringify(sent[0]?.messages)), [
      { role: 'user', content: [{ value: 'You review code.' }] },
      { role: 'user', content: [{ value: 'Review this.' }] },
      { role: 'assistant', content: [{ callId: 'c1', name: 'read_file', input: { path: 'x' } }] },
      { role: 'user', content: [{ callId: 'c1', content: [{ value: 'The call failed: There is no x.' }] }] },
    ]);
    assert.equal(sent[0]?.options.toolMode, 1);
  });

  it('forces a call by giving that tool alone', async () => {
    const { model, sent } = open({ parts: [call('grade', {})] });
    await all(model.stream({ ...request, mustCall: 'grade' }, { signal }));
    assert.equal(sent[0]?.options.toolMode, 2);
    assert.deepEqual(
      sent[0]?.options.tools?.map((t) => t.name),
      ['grade'],
    );
  });

  it('invariant 8: cuts off an answer that is longer than was granted, as nobody else does', async () => {
    const { model, sent } = open({ parts: [text('x'.repeat(400)), text('y'.repeat(400)), text('z')] });
    const events = await all(model.stream({ ...request, maxOutputTokens: 100 }, { signal }));
    const end = events.at(-1);
    assert.ok(end?.type === 'end' && end.stop === 'max-tokens');
    assert.equal(events.filter((e) => e.type === 'text').length, 2);
    assert.ok(sent[0]?.token.isCancellationRequested);
  });

  for (const [code, kind] of [
    ['NoPermissions', 'consent'],
    ['Blocked', 'quota'],
    ['NotFound', 'invalid'],
    [undefined, 'server'],
  ] as const) {
    it(`says what a person can do when VS Code refuses with ${code ?? 'anything else'}`, async () => {
      const { model } = open({ refuses: chatFailure(code, 'no') });
      await assert.rejects(
        all(model.stream(request, { signal })),
        (error) => error instanceof ModelError && error.kind === kind && error.next !== '',
      );
    });
  }

  it('tells a failure in the middle of an answer as one that passes', async () => {
    const { model } = open({ parts: [text('Half'), chatFailure(undefined, 'gone')] });
    await assert.rejects(all(model.stream(request, { signal })), (error) => error instanceof ModelError && error.passes);
  });

  it('lets VS Code ask for consent only while a person waits', async () => {
    const background = open({ parts: [text('Done.')] }, { canSend: () => undefined });
    await assert.rejects(all(background.model.stream(request, { signal })), { kind: 'consent' });
    assert.equal(background.sent.length, 0);
    const asked = open({ parts: [text('Done.')] }, { canSend: () => undefined, personWaits: () => true });
    await all(asked.model.stream(request, { signal }));
    assert.equal(asked.sent.length, 1);
  });

  it('names a model that VS Code does not have', async () => {
    const { model } = open({});
    await assert.rejects(all(model.stream({ ...request, model: 'other' }, { signal })), /VS Code has no model other/);
    await assert.rejects(model.countTokens({ ...request, model: 'other' }, { signal }), { kind: 'invalid' });
  });

  it('ends with the signal’s reason even when the model heeds nothing, and tells it to stop', async () => {
    const { model, sent } = open({ parts: [text('Half')], stalls: true });
    const stop = new AbortController();
    await assert.rejects(async () => {
      for await (const event of model.stream(request, { signal: stop.signal })) if (event.type === 'text') stop.abort(new Error('stopped'));
    }, /stopped/);
    assert.ok(sent[0]?.token.isCancellationRequested);
    await assert.rejects(all(model.stream(request, { signal: stop.signal })), /stopped/);
    assert.equal(sent.length, 1);
  });

  it('counts with a margin, and by itself where the model cannot', async () => {
    const counted = await open({}).model.countTokens(request, { signal });
    assert.ok(counted > 0);
    assert.equal(await open({ cannotCount: true }).model.countTokens(request, { signal }), estimateTokens(request));
    const events = await all(open({ parts: [text('Done.')], cannotCount: true }).model.stream(request, { signal }));
    const end = events.at(-1);
    assert.ok(end?.type === 'end' && end.usage.inputTokens === estimateTokens(request) && end.usage.outputTokens > 0);
  });
});
