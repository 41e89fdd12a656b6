import assert from 'node:assert/strict';
import { costOf } from '../../../src/core/model/cost.js';
import { estimateTokens } from '../../../src/core/model/estimate-tokens.js';
import { contextTokensOf, modelTable, priceOf } from '../../../src/core/model/model-table.js';

describe('the table of models', () => {
  it('gives a dated id the price of its model', () => {
    assert.deepEqual(priceOf(modelTable(), 'claude-haiku-5-5-20260901'), { inputUsd: 0.1, outputUsd: 0.5 });
  });

  it('knows no price of a stranger, nor of what every object has', () => {
    for (const id of ['gpt', 'toString', '__proto__', 'constructor']) assert.equal(priceOf(modelTable(), id), undefined);
  });

  it('is laid over by a person’s rows, field by field', () => {
    const table = modelTable({ 'claude-opus-5-5': { inputUsd: 3 }, own: { inputUsd: 1, outputUsd: 2, contextTokens: 8_000 } });
    assert.deepEqual(priceOf(table, 'claude-opus-5-5'), { inputUsd: 3, outputUsd: 20 });
    assert.equal(contextTokensOf(table, 'own'), 8_000);
    assert.equal(contextTokensOf(table, 'unknown'), 100_000);
  });

  it('weighs what is written to the cache with 1.25 and what is read from it with 0.1', () => {
    const usage = { inputTokens: 1_000_000, cacheWriteTokens: 1_000_000, cacheReadTokens: 1_000_000, outputTokens: 1_000_000 };
    assert.equal(costOf(usage, { inputUsd: 2, outputUsd: 10 }), 2 + 2.5 + 0.2 + 10);
    assert.equal(costOf(usage, undefined), null);
  });
});

describe('an estimate of tokens', () => {
  it('counts the system, the tools and every block', () => {
    const empty = estimateTokens({ system: '', tools: [], messages: [] });
    const one = estimateTokens({
      system: '',
      tools: [],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hello there '.repeat(100) }] }],
    });
    assert.ok(one >= empty + 200 && one <= empty + 600, `${one}`);
    const tools = estimateTokens({
      system: 'You review code.',
      tools: [{ name: 'read_file', description: 'Reads.', input: { type: 'object' } }],
      messages: [],
    });
    assert.ok(tools > empty);
  });
});
