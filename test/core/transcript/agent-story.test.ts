import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { renderLines } from '../../../src/cli/text/line.js';
import { agentLines } from '../../../src/cli/text/agent-text.js';
import { builtInRubric } from '../../../src/core/review/agents/rubric.js';
import { ModelError } from '../../../src/core/model/model-error.js';
import { agentStory } from '../../../src/core/transcript/agent-story.js';
import type { TranscriptEvent, TranscriptPayload } from '../../../src/core/transcript/transcript-event.js';
import { cart, finding, reviewFake, satisfied, usual } from '../../support/agent-review.js';

const events = (payloads: TranscriptPayload[]): TranscriptEvent[] => payloads as TranscriptEvent[];

/** A review in which everything happens that agents can do. */
async function eventful() {
  let grades = 0;
  let broken = false;
  return reviewFake(
    (role, round) => {
      if (role === 'sole' && round === 1 && !broken) {
        broken = true;
        return { text: 'Let me', error: new ModelError('broken-off', 'The model’s answer broke off', { next: 'Try again' }) };
      }
      if (role === 'sole' && round === 1) {
        return {
          text: 'I look around.',
          calls: [
            { name: 'read_file', input: { path: 'src/cart.js' } },
            { name: 'search', input: { text: '' } },
            { name: 'report_finding', input: '{"path": ', broken: 'Unexpected end of JSON input' },
            finding(),
            finding({ title: 'The total is exported as a constant', severity: 'low', why: 'Nobody can replace it in a test of theirs.' }),
            finding({ title: 'It has an *unhelpful* [name](command:x)', severity: 'info', why: 'A name that says nothing helps nobody.' }),
          ],
        };
      }
      if (role === 'sole' && round === 2)
        return { calls: [{ name: 'withdraw_finding', input: { finding: 'f3', reason: 'A matter of taste.' } }] };
      if (role === 'verifier' && round === 1)
        return {
          calls: [
            {
              name: 'judge_findings',
              input: {
                judgements: [
                  { id: 'c1', outcome: 'confirmed', reason: 'Followed to its effect.' },
                  { id: 'c2', outcome: 'refuted', reason: 'It was so before.' },
                ],
              },
            },
          ],
        };
      if (role === 'grader')
        return grades++ === 0
          ? {
              calls: [
                {
                  name: 'grade',
                  input: {
                    criteria: builtInRubric().criteria.map(({ id }) => ({
                      id,
                      met: id !== 'serious',
                      evidence: id === 'placed' ? 'items.lenght does not exist' : '',
                      note: 'As it is.',
                    })),
                  },
                },
              ],
            }
          : satisfied;
      return usual(role, round);
    },
    { files: cart },
  );
}

describe('the story of agents', () => {
  it('tells the plan, each agent’s rounds and cost, what became of its reports, and the grade', async () => {
    const { payloads } = await eventful();
    const story = `${agentStory(events(payloads)).join('\n\n')}\n`;
    const file = path.resolve('test/core/transcript/golden/agent-story.golden');
    if (process.env.UPDATE_GOLDEN) await writeFile(file, story);
    assert.equal(story, await readFile(file, 'utf8'));
  });

  it('tells the same in a terminal, without marks', async () => {
    const { payloads } = await eventful();
    const text = renderLines(agentLines(events(payloads)), { color: false });
    assert.match(text, /a1: reviewer \(specialist\) on/);
    assert.match(text, /refuted by the verifier: The total is exported/);
    assert.match(text, /It has an \*unhelpful\*/);
  });

  it('says what was stopped, and why', async () => {
    const { payloads } = await reviewFake(usual, { input: { request: { effort: 'standard', budget: { maxTokens: 500 } } } });
    assert.match(
      agentStory(events(payloads)).join('\n'),
      /## What was stopped\n- reviewer on src\/cart\.js: the review’s budget \\\(500 tokens\\\)/,
    );
  });

  it('is silent about a review without agents', () => assert.deepEqual(agentStory([]), []));

  it('replay: the final findings and the cost follow from the events alone', async () => {
    const { payloads, outcome } = await eventful();
    const reported = new Map<string, string>();
    for (const event of payloads) {
      if (event.type !== 'turn') continue;
      for (const call of event.calls) {
        const result = payloads.find((e) => e.type === 'tool-result' && e.agent === event.agent && e.call === call.id);
        if (call.name === 'report_finding' && result?.type === 'tool-result' && !result.isError)
          reported.set((call.input as { title: string }).title, event.agent);
      }
    }
    for (const event of payloads) {
      if (event.type === 'verified' && ['refuted', 'withdrawn', 'merged'].includes(event.outcome))
        for (const title of reported.keys()) if (title.slice(0, 12) === event.title.slice(0, 12)) reported.delete(title);
    }
    assert.deepEqual(
      [...reported.keys()],
      outcome.candidates.map((c) => c.title),
    );
    const ended = payloads.flatMap((e) => (e.type === 'agent-ended' ? [e] : []));
    const sum = (of: (e: (typeof ended)[number]) => number): number => ended.reduce((total, e) => total + of(e), 0);
    const { usage } = outcome;
    assert.ok(Math.abs(sum((e) => e.costUsd ?? Number.NaN) - (usage.costUsd ?? 0)) < 1e-9);
    assert.equal(
      sum(({ usage: u }) => u.inputTokens + u.cacheReadTokens + u.cacheWriteTokens),
      usage.inputTokens,
    );
    assert.equal(
      sum(({ usage: u }) => u.outputTokens),
      usage.outputTokens,
    );
    assert.equal(
      sum((e) => e.requests ?? 0),
      usage.requests,
    );
    const last = payloads.findLast((e) => e.type === 'graded');
    assert.deepEqual(last?.type === 'graded' && last.grade, outcome.grade);
  });
});
