import assert from 'node:assert/strict';
import * as z from 'zod';
import { createBudget } from '../../../../src/core/model/create-budget.js';
import { modelTable } from '../../../../src/core/model/model-table.js';
import { askStructured, type StructuredAnswer } from '../../../../src/core/review/agents/ask-structured.js';
import { recordAgent } from '../../../../src/core/review/agents/record-agent.js';
import { TranscriptPayload } from '../../../../src/core/transcript/transcript-event.js';
import { fakePorts } from '../../../support/ports.js';
import { scriptedModel, type ScriptedModel } from '../../../support/scripted-model.js';

const table = modelTable();
const shape = z.strictObject({ units: z.array(z.string()).min(1) });
const request = {
  model: 'claude-sonnet-5-5',
  system: 'You plan.',
  messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Plan this.' }] }],
  maxOutputTokens: 500,
};

type Recorded = { answer: StructuredAnswer<z.infer<typeof shape>>; payloads: TranscriptPayload[] };

async function ask(model: ScriptedModel, known = new Set<string>()): Promise<Recorded> {
  const { clock, hash } = fakePorts();
  const payloads: TranscriptPayload[] = [];
  const run = askStructured({
    answer: { name: 'plan', description: 'Your plan.', shape },
    model,
    request,
    budget: createBudget({ of: 'review', limits: {}, table }),
    table,
    clock,
    signal: new AbortController().signal,
  });
  const about = { agent: 'a1', role: 'lead' as const, name: 'lead', provider: model.provider, request, tools: ['plan'] };
  const answer = await recordAgent(
    { known, hash, record: async (payload) => void payloads.push(TranscriptPayload.parse(payload)) },
    about,
    run,
  );
  return { answer, payloads };
}

describe('a question for a structured answer', () => {
  it('is answered by the tool that the model must call', async () => {
    const model = scriptedModel([{ calls: [{ name: 'plan', input: { units: ['src'] } }] }]);
    const { answer } = await ask(model);
    assert.deepEqual(answer.value, { units: ['src'] });
    assert.equal(model.requests[0]!.mustCall, 'plan');
  });

  it('is asked again, with what was wrong, when the answer does not fit', async () => {
    const model = scriptedModel([
      { calls: [{ name: 'plan', input: { units: [] } }] },
      { text: 'Here: src.' },
      { calls: [{ name: 'plan', input: { units: ['src'] } }] },
    ]);
    const { answer } = await ask(model);
    assert.deepEqual(answer.value, { units: ['src'] });
    assert.match(JSON.stringify(model.requests[1]!.messages.at(-1)), /does not fit: units/);
    assert.match(JSON.stringify(model.requests[2]!.messages.at(-1)), /Answer by calling plan/);
  });

  it('has no value when the rounds are used up', async () => {
    const wrong = { calls: [{ name: 'plan', input: {} }] };
    const { answer } = await ask(scriptedModel([wrong, wrong, wrong]));
    assert.deepEqual([answer.end.state, answer.value], ['rounds', undefined]);
  });

  it('is written down whole, and each prompt text once', async () => {
    const known = new Set<string>();
    const script = [{ calls: [{ name: 'plan', input: { units: ['src'] } }] }];
    const first = await ask(scriptedModel(script), known);
    assert.deepEqual(
      first.payloads.map((p) => p.type),
      ['prompt-part', 'prompt-part', 'agent-started', 'turn', 'tool-result', 'agent-ended'],
    );
    const second = await ask(scriptedModel(script), known);
    assert.deepEqual(
      second.payloads.map((p) => p.type),
      ['agent-started', 'turn', 'tool-result', 'agent-ended'],
    );
  });
});
