import assert from 'node:assert/strict';
import type { AgentProgress } from '../../../src/core/review/agents/model-reviewer.js';
import { costQuestion } from '../../../src/vscode/model/cost-question.js';
import { agentLines, agentsWords, busyAgents, costWords, tokenWords, usdWords } from '../../../src/vscode/model/model-words.js';
import { pickChats } from '../../../src/vscode/model/pick-chats.js';
import { report } from '../fake-reverie.js';

const agent = (id: string, doing: string, more: Partial<AgentProgress> = {}): AgentProgress => ({
  agent: id,
  name: `agent ${id}`,
  doing,
  state: doing === 'is done' ? 'done' : doing.startsWith('ended') ? 'ended' : 'working',
  requests: 1,
  tokens: 12_345,
  costUsd: 0.02,
  ...more,
});

const usage = { inputTokens: 50_000, outputTokens: 2_000, cachedTokens: 0, costUsd: 0.123, requests: 14, wallMs: 1 };
const grade = { state: 'satisfied' as const, rounds: 0, criteria: [] };

describe('words about agents', () => {
  it('tells cost, requests and grade of a review, and nothing without agents', () => {
    assert.equal(costWords(report({ usage, review: { ...report().review, grade } })), '0.12 USD, 14 requests, satisfied');
    assert.equal(costWords(report({ usage: { ...usage, costUsd: null, requests: 1 } })), '52k tokens, 1 request');
    assert.equal(costWords(report()), '');
  });

  it('never says 0 of what was paid', () => {
    assert.deepEqual([usdWords(0.004), usdWords(0), usdWords(1.5)], ['0.0040 USD', '0.00 USD', '1.50 USD']);
    assert.deepEqual([tokenWords(900), tokenWords(12_345), tokenWords(1_250_000)], ['900 tokens', '12k tokens', '1.3M tokens']);
  });

  it('names those at work, and adds up what all have cost', () => {
    const agents = [agent('a1', 'is done'), agent('a2', 'thinks'), agent('a3', 'ended: budget')];
    assert.equal(agentsWords(agents), 'agent a2: thinks · 0.06 USD');
    assert.equal(busyAgents(agents), 1);
    assert.deepEqual(agentLines([agent('a2', 'thinks'), agent('a4', 'starts', { requests: 0, tokens: 0, costUsd: 0 })]), [
      'agent a2: thinks, 1 request, 12k tokens, 0.02 USD',
      'agent a4: starts',
    ]);
  });

  it('leaves the USD away where one price is not known, and shortens a long list', () => {
    const agents = ['a1', 'a2', 'a3', 'a4', 'a5'].map((id) => agent(id, 'thinks', { costUsd: null }));
    assert.equal(agentsWords(agents), 'agent a1: thinks · agent a2: thinks · agent a3: thinks · 2 more');
  });
});

describe('the question about cost', () => {
  const estimate = { inputTokens: 120_000, outputTokens: 30_000, costUsd: 0.54 };

  it('asks above the limit only, with tokens, USD and where it stops', () => {
    assert.equal(costQuestion(estimate, { confirmAboveUsd: 0.6, limits: {} }), undefined);
    const question = costQuestion(estimate, { confirmAboveUsd: 0.5, limits: { maxUsd: 1, maxTokens: 2_000_000 } });
    assert.equal(question?.message, 'Let agents review this for about 0.54 USD?');
    assert.match(question?.detail ?? '', /read about 120k tokens and write about 30k tokens.* They stop at 1\.00 USD or 2\.0M tokens/);
  });

  it('asks in tokens where the price is not known and a person wants to be asked always', () => {
    const unknown = { ...estimate, costUsd: null };
    assert.equal(costQuestion(unknown, { confirmAboveUsd: 0.5, limits: { maxUsd: 1 } }), undefined);
    const question = costQuestion(unknown, { confirmAboveUsd: 0, limits: { maxUsd: 1 } });
    assert.match(`${question?.message} ${question?.detail}`, /about 150k tokens\?.*price of this model is not known\.$/);
  });
});

describe('the pick among VS Code’s models', () => {
  const chat = (id: string, family: string, maxInputTokens = 1_000) => ({ id, family, name: `Name ${id}`, vendor: 'v', maxInputTokens });
  const chats = [chat('small', 'mini'), chat('large', 'gpt', 9_000), chat('c1', 'claude-sonnet')];

  it('takes what the settings name by id, family or name, and a fitting one else', () => {
    assert.deepEqual(pickChats(chats, { lead: 'large', verifier: 'Name small', specialist: 'mini' }), {
      state: 'picked',
      ids: { lead: 'large', specialist: 'small', verifier: 'small' },
    });
    assert.deepEqual(pickChats(chats, {}), { state: 'picked', ids: { lead: 'c1', specialist: 'c1', verifier: 'c1' } });
    assert.deepEqual(pickChats(chats.slice(0, 2), {}), { state: 'picked', ids: { lead: 'large', specialist: 'large', verifier: 'large' } });
  });

  it('says so when there is none, or not the named one', () => {
    assert.deepEqual(pickChats([], { lead: 'x' }), { state: 'none' });
    const unknown = pickChats(chats, { verifier: 'x' });
    assert.deepEqual(unknown, { state: 'unknown', role: 'verifier', wanted: 'x', offered: 'small, large, c1' });
  });
});
