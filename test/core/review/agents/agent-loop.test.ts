import assert from 'node:assert/strict';
import * as z from 'zod';
import type { BudgetLimits } from '../../../../src/core/model/budget.js';
import type { ChatRequest } from '../../../../src/core/model/chat-model.js';
import { createBudget } from '../../../../src/core/model/create-budget.js';
import { ModelError } from '../../../../src/core/model/model-error.js';
import { modelTable } from '../../../../src/core/model/model-table.js';
import type { AgentEnd, AgentEvent } from '../../../../src/core/review/agents/agent-event.js';
import { runAgent } from '../../../../src/core/review/agents/agent-loop.js';
import { agentTool, type AgentTool } from '../../../../src/core/review/agents/agent-tool.js';
import { fakePorts } from '../../../support/ports.js';
import { scriptedModel, type ScriptedModel } from '../../../support/scripted-model.js';

const table = modelTable();
const request: Omit<ChatRequest, 'tools'> = {
  model: 'claude-sonnet-5-5',
  system: 'You review code.',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Review this.' }] }],
  maxOutputTokens: 2_000,
};

type Options = {
  tools?: AgentTool[];
  limits?: BudgetLimits;
  maxRounds?: number;
  signal?: AbortSignal;
  isDone?: () => boolean;
  /** Called before every reservation, which is then refused. */ refused?: () => void;
};

async function run(model: ScriptedModel, options: Options = {}): Promise<{ events: AgentEvent[]; end: AgentEnd; spent: number }> {
  const { clock } = fakePorts();
  const budget = createBudget({ of: 'review', limits: options.limits ?? {}, table });
  const loop = runAgent({
    model,
    request,
    tools: options.tools ?? [],
    budget: options.refused ? { ...budget, reserve: () => (options.refused?.(), Promise.resolve(refusal)) } : budget,
    table,
    maxRounds: options.maxRounds ?? 5,
    clock: { monotonic: () => clock.monotonic(), sleep: async (_, signal) => signal?.throwIfAborted() },
    signal: options.signal ?? new AbortController().signal,
    ...(options.isDone && { isDone: options.isDone }),
  });
  const events: AgentEvent[] = [];
  for (;;) {
    const next = await loop.next();
    if (next.done) return { events, end: next.value, spent: budget.spent().requests };
    events.push(next.value);
  }
}

const refusal = { state: 'refused', reason: 'nothing is left' } as const;

const readFile = agentTool({
  name: 'read_file',
  description: 'Reads a file.',
  input: z.strictObject({ path: z.string(), from: z.int().optional() }),
  run: async ({ path }) => ({ text: `text of ${path}` }),
});

const results = (events: AgentEvent[]) => events.flatMap((e) => (e.type === 'tool-result' ? [{ text: e.text, isError: e.isError }] : []));

describe('the loop of an agent', () => {
  it('runs the tools that are called, answers in their order, and ends when the model calls none', async () => {
    const model = scriptedModel([
      {
        calls: [
          { name: 'read_file', input: { path: 'a.ts' } },
          { name: 'read_file', input: { path: 'b.ts' } },
        ],
      },
      { text: 'Nothing to say.' },
    ]);
    const { events, end } = await run(model, { tools: [readFile] });
    assert.equal(end.state, 'done');
    assert.deepEqual(
      events.map((e) => e.type),
      ['turn-started', 'started', 'turn', 'tool-result', 'tool-result', 'turn-started', 'started', 'text', 'turn'],
    );
    assert.deepEqual(model.requests[1]!.messages.at(-1), {
      role: 'user',
      content: [
        { type: 'tool-result', id: 'call-1-1', text: 'text of a.ts', isError: false },
        { type: 'tool-result', id: 'call-1-2', text: 'text of b.ts', isError: false },
      ],
    });
    assert.equal(end.usage.inputTokens, 200);
  });

  it('sends each round the same beginning, so that it can be cached', async () => {
    const model = scriptedModel([{ calls: [{ name: 'read_file', input: { path: 'a' } }] }, { text: 'Done.' }]);
    await run(model, { tools: [readFile] });
    const [first, second] = model.requests as [ChatRequest, ChatRequest];
    assert.equal(JSON.stringify([second.system, second.tools]), JSON.stringify([first.system, first.tools]));
    assert.deepEqual(second.messages.slice(0, 1), first.messages);
  });

  for (const [what, call, expected] of [
    ['an unknown tool', { name: 'delete_file', input: {} }, /There is no tool "delete_file"\. The tools are read_file\./],
    ['a wrong type', { name: 'read_file', input: { path: 7 } }, /path: .*Call it again with \{ path: string, from\?: integer \}/],
    ['an unknown field', { name: 'read_file', input: { path: 'a', mode: 'w' } }, /mode/],
    ['no object', { name: 'read_file', input: null }, /Call it again/],
    ['input that is no JSON', { name: 'read_file', input: '{"path": ', broken: 'unexpected end' }, /no JSON \(unexpected end\)/],
  ] as const) {
    it(`tells the model how to mend a call with ${what}, and goes on`, async () => {
      const model = scriptedModel([{ calls: [call] }, { text: 'Done.' }]);
      const { events, end } = await run(model, { tools: [readFile] });
      assert.equal(end.state, 'done');
      assert.match(results(events)[0]!.text, expected);
      assert.equal(results(events)[0]!.isError, true);
    });
  }

  it('makes an error result of a tool that fails', async () => {
    const broken = agentTool({ name: 'blame', description: '', input: z.object({}), run: () => Promise.reject(new Error('no history')) });
    const { events, end } = await run(scriptedModel([{ calls: [{ name: 'blame', input: {} }] }, { text: 'Done.' }]), { tools: [broken] });
    assert.equal(end.state, 'done');
    assert.match(results(events)[0]!.text, /blame failed: no history/);
  });

  it('stops at its limit of rounds, having said before the last one that it is the last', async () => {
    const again = { calls: [{ name: 'read_file', input: { path: 'a' } }] };
    const model = scriptedModel([again, again, again]);
    const { end } = await run(model, { tools: [readFile], maxRounds: 3 });
    assert.equal(end.state, 'rounds');
    assert.match(JSON.stringify(model.requests[2]!.messages.at(-1)), /last answer/);
    assert.doesNotMatch(JSON.stringify(model.requests[1]!.messages), /last answer/);
  });

  it('invariant 8: makes no call that its budget does not cover, and says which limit it was', async () => {
    const model = scriptedModel([]);
    const { end } = await run(model, { limits: { maxTokens: 50 } });
    assert.equal(end.state, 'budget');
    assert.match(end.reason!, /budget \(50 tokens\)/);
    assert.equal(model.requests.length, 0);
  });

  it('asks again when a stream breaks off, and counts what the broken one cost', async () => {
    const error = new ModelError('broken-off', 'The stream broke off', {
      next: 'Try again',
      usage: { inputTokens: 70, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 0 },
    });
    const { events, end } = await run(scriptedModel([{ text: 'Half', error }, { text: 'Whole.' }]));
    assert.equal(end.state, 'done');
    assert.equal(end.usage.inputTokens, 170);
    assert.equal(events.find((e) => e.type === 'turn')?.text, 'Whole.');
  });

  it('gives up after three broken streams, with the reason and the next step', async () => {
    const error = new ModelError('overloaded', 'The service is overloaded', { next: 'Try again later' });
    const { end } = await run(scriptedModel([{ error }, { error }, { error }]));
    assert.deepEqual([end.state, end.reason], ['failed', 'The service is overloaded. Try again later']);
  });

  it('does not repeat a call that cannot succeed', async () => {
    const error = new ModelError('auth', 'The key is not valid', { next: 'Set the key' });
    const { end } = await run(scriptedModel([{ error }]));
    assert.equal(end.state, 'failed');
  });

  it('lets a model go on after an answer that was cut off, but not for ever', async () => {
    const cut = { text: 'A very long', stop: 'max-tokens' as const };
    const fine = scriptedModel([cut, { text: 'Short.' }]);
    assert.equal((await run(fine)).end.state, 'done');
    assert.match(JSON.stringify(fine.requests[1]!.messages.at(-1)), /shorter steps/);
    assert.equal((await run(scriptedModel([cut, cut, cut]))).end.state, 'failed');
  });

  it('keeps what a tool did in an answer that is cut off or breaks off later', async () => {
    const reported: string[] = [];
    const report = agentTool({
      name: 'report_finding',
      description: '',
      input: z.object({ title: z.string() }),
      run: async ({ title }) => ({ text: `noted ${reported.push(title)}` }),
    });
    const error = new ModelError('invalid', 'No', { next: 'Nothing' });
    await run(scriptedModel([{ calls: [{ name: 'report_finding', input: { title: 'Leak' } }], error }]), { tools: [report] });
    assert.deepEqual(reported, ['Leak']);
  });

  it('ends as stopped, not as out of budget, when the person stops it while it waits for the budget', async () => {
    const controller = new AbortController();
    const { end } = await run(scriptedModel([{ text: 'Done.' }]), { signal: controller.signal, refused: () => controller.abort() });
    assert.equal(end.state, 'cancelled');
    assert.equal((await run(scriptedModel([{ text: 'Done.' }]), { refused: () => undefined })).end.state, 'budget');
  });

  it('ends as refused with the model’s words when it declines', async () => {
    const { end } = await run(scriptedModel([{ text: 'I cannot help with that.', stop: 'refusal' }]));
    assert.deepEqual([end.state, end.reason], ['refused', 'I cannot help with that.']);
  });

  it('invariant 9: ends as cancelled when it is aborted before, during and after an answer', async () => {
    const early = new AbortController();
    early.abort();
    assert.equal((await run(scriptedModel([]), { signal: early.signal })).end.state, 'cancelled');
    const during = new AbortController();
    const { end } = await run(scriptedModel([{ text: 'Half', before: () => during.abort() }]), { signal: during.signal });
    assert.equal(end.state, 'cancelled');
    const after = new AbortController();
    const stop = agentTool({
      name: 'stop',
      description: '',
      input: z.object({}),
      run: async () => {
        after.abort();
        return { text: 'stopped' };
      },
    });
    assert.equal(
      (await run(scriptedModel([{ calls: [{ name: 'stop', input: {} }] }]), { tools: [stop], signal: after.signal })).end.state,
      'cancelled',
    );
  });

  it('ends as soon as the one thing it was asked for is there', async () => {
    let done = false;
    const answer = agentTool({
      name: 'answer',
      description: '',
      input: z.object({}),
      run: async () => {
        done = true;
        return { text: 'noted' };
      },
    });
    const model = scriptedModel([{ calls: [{ name: 'answer', input: {} }] }]);
    assert.equal((await run(model, { tools: [answer], isDone: () => done })).end.state, 'done');
    assert.equal(model.requests.length, 1);
  });

  it('cuts a result that is far too long, and says so', async () => {
    const flood = agentTool({ name: 'flood', description: '', input: z.object({}), run: async () => ({ text: 'x'.repeat(1_000_000) }) });
    const { events } = await run(scriptedModel([{ calls: [{ name: 'flood', input: {} }] }, { text: 'Done.' }]), { tools: [flood] });
    assert.match(results(events)[0]!.text, /\[cut here: 960000 more characters\]$/);
  });
});
