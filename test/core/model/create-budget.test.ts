import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { BudgetLimits } from '../../../src/core/model/budget.js';
import { noUsage } from '../../../src/core/model/chat-model.js';
import { createBudget } from '../../../src/core/model/create-budget.js';
import type { DaySpend, Spend } from '../../../src/core/model/day-spend.js';
import { modelTable } from '../../../src/core/model/model-table.js';

const table = modelTable();
const model = 'claude-sonnet-5-5';
const budget = (limits: BudgetLimits) => createBudget({ of: 'review', limits, table });

function fakeDay(): DaySpend & { today: Spend } {
  const open = new Map<string, Spend>();
  const today: Spend = { tokens: 0, usd: 0 };
  return {
    today,
    async reserve(ask, limit) {
      if (today.usd + ask.usd > (limit.usd ?? Infinity)) return { state: 'refused', left: { usd: limit.usd! - today.usd } };
      today.usd += ask.usd;
      today.tokens += ask.tokens;
      const id = `d${open.size}`;
      open.set(id, ask);
      return { state: 'granted', id };
    },
    async settle(id, spent) {
      const ask = open.get(id)!;
      today.usd += spent.usd - ask.usd;
      today.tokens += spent.tokens - ask.tokens;
    },
  };
}

describe('a budget', () => {
  it('invariant 8: refuses a call whose worst case does not fit, before it is made', async () => {
    const answer = await budget({ maxUsd: 0.01 }).reserve({ model, inputTokens: 100_000, maxOutputTokens: 4_000 });
    assert.equal(answer.state, 'refused');
    assert.match(answer.state === 'refused' ? answer.reason : '', /review’s budget \(0\.01 USD\)/);
  });

  it('grants a shorter answer when the whole one does not fit', async () => {
    const answer = await budget({ maxTokens: 12_000 }).reserve({ model, inputTokens: 10_000, maxOutputTokens: 8_000 });
    assert.equal(answer.state === 'granted' && answer.maxOutputTokens, 2_000);
  });

  it('gives back what was not used', async () => {
    const own = budget({ maxTokens: 12_000 });
    const first = await own.reserve({ model, inputTokens: 4_000, maxOutputTokens: 8_000 });
    assert.equal((await own.reserve({ model, inputTokens: 1_000, maxOutputTokens: 1_000 })).state, 'refused');
    assert.ok(first.state === 'granted');
    await first.settle({ ...noUsage, inputTokens: 4_000, outputTokens: 100 });
    assert.equal((await own.reserve({ model, inputTokens: 1_000, maxOutputTokens: 1_000 })).state, 'granted');
    assert.equal(own.spent().costUsd, (4_000 * 2 + 100 * 10) / 1e6);
  });

  it('counts the whole reservation when nobody told the usage, and settles once only', async () => {
    const own = budget({ maxTokens: 10_000 });
    const answer = await own.reserve({ model, inputTokens: 5_000, maxOutputTokens: 5_000 });
    assert.ok(answer.state === 'granted');
    await answer.settle(undefined);
    await answer.settle(noUsage);
    assert.equal((await own.reserve({ model, inputTokens: 1, maxOutputTokens: 1 })).state, 'refused');
    assert.equal(own.spent().requests, 1);
  });

  it('lets a call wait for what others may give back, and refuses it once nothing is under way', async () => {
    const own = budget({ maxTokens: 12_000 });
    const call = { model, inputTokens: 4_000, maxOutputTokens: 8_000, wait: true };
    const first = await own.reserve(call);
    assert.ok(first.state === 'granted');
    let answered = false;
    const second = own.reserve({ ...call, inputTokens: 1_000 }).finally(() => (answered = true));
    await Promise.resolve();
    assert.equal(answered, false);
    await first.settle({ ...noUsage, inputTokens: 2_000, outputTokens: 100 });
    const granted = await second;
    assert.ok(granted.state === 'granted' && granted.maxOutputTokens === 8_000);
    await granted.settle(undefined);
    assert.equal((await own.reserve(call)).state, 'refused');
  });

  it('tells what a call was counted as, the first time and again', async () => {
    const own = budget({});
    const answer = await own.reserve({ model, inputTokens: 4_000, maxOutputTokens: 1_000 });
    assert.ok(answer.state === 'granted');
    const counted = await answer.settle({ ...noUsage, inputTokens: 1_000, outputTokens: 100 });
    assert.deepEqual(counted, { usage: { ...noUsage, inputTokens: 1_000, outputTokens: 100 }, costUsd: (1_000 * 2 + 100 * 10) / 1e6 });
    assert.deepEqual(await answer.settle(undefined), counted);
    assert.equal(own.spent().costUsd, counted.costUsd);
  });

  it('refuses a limit in USD for a model without a known price, and allows one in tokens', async () => {
    const call = { model: 'somebody-elses', inputTokens: 10, maxOutputTokens: 10 };
    assert.equal((await budget({ maxUsd: 5 }).reserve(call)).state, 'refused');
    const own = budget({ maxTokens: 5_000 });
    const answer = await own.reserve(call);
    assert.ok(answer.state === 'granted');
    await answer.settle({ ...noUsage, inputTokens: 10, outputTokens: 3 });
    assert.equal(own.spent().costUsd, null);
  });

  it('holds nothing of a review’s budget when the day refuses', async () => {
    const spend = fakeDay();
    const own = createBudget({ of: 'review', limits: { maxUsd: 1 }, table, day: { spend, limits: { maxUsd: 0.001 } } });
    const answer = await own.reserve({ model, inputTokens: 10_000, maxOutputTokens: 4_000 });
    assert.match(answer.state === 'refused' ? answer.reason : '', /day’s budget/);
    spend.today.usd = -1;
    assert.equal((await own.reserve({ model, inputTokens: 10_000, maxOutputTokens: 4_000 })).state, 'granted');
  });

  it('invariant 8: is never exceeded by calls at the same time, whatever they turn out to use', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            input: fc.nat(20_000),
            output: fc.integer({ min: 1, max: 8_000 }),
            used: fc.double({ min: 0, max: 1, noNaN: true }),
          }),
          { maxLength: 30 },
        ),
        fc.integer({ min: 1, max: 100_000 }),
        async (calls, maxTokens) => {
          const own = budget({ maxTokens, maxUsd: 0.5 });
          await Promise.all(
            calls.map(async ({ input, output, used }) => {
              const answer = await own.reserve({ model, inputTokens: input, maxOutputTokens: output });
              if (answer.state === 'granted') {
                await answer.settle({ ...noUsage, inputTokens: input, outputTokens: Math.floor(answer.maxOutputTokens * used) });
              }
            }),
          );
          const { usage, costUsd } = own.spent();
          assert.ok(usage.inputTokens + usage.outputTokens <= maxTokens);
          assert.ok((costUsd ?? 0) <= 0.5 + 1e-9);
        },
      ),
    );
  });
});
