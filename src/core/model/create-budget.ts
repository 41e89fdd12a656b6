/** A budget over one review or dream and over the day. A call is granted only when its worst case fits everywhere. */
import type { Budget, BudgetAnswer, BudgetLimits, Counted, PlannedCall } from './budget.js';
import { addUsage, type ChatUsage, noUsage } from './chat-model.js';
import { costOf, tokensOf } from './cost.js';
import type { DaySpend, Spend } from './day-spend.js';
import { cacheWriteFactor, type ModelTable, priceOf } from './model-table.js';

export type BudgetOptions = {
  /** What is limited, as people call it: `review`, `dream`. */
  of: string;
  limits: BudgetLimits;
  table: ModelTable;
  day?: { spend: DaySpend; limits: BudgetLimits };
};

/** An answer shorter than this is not worth a call. */
const leastOutput = 1_000;

export function createBudget({ of, limits, table, day }: BudgetOptions): Budget {
  let usage = noUsage;
  let requests = 0;
  let costUsd: number | null = 0;
  /** The worst case of what is granted and not settled yet, and what is spent. */
  const held: Spend = { tokens: 0, usd: 0 };
  /** Calls that are granted and not settled, and who waits for one of them to end. */
  let underWay = 0;
  let waiting: (() => void)[] = [];

  /** The worst case: nothing is read from the cache, and all is written to it. */
  const worst = ({ model, inputTokens }: PlannedCall, output: number): Spend => {
    const price = priceOf(table, model);
    const usd = price ? (inputTokens * cacheWriteFactor * price.inputUsd + output * price.outputUsd) / 1_000_000 : 0;
    return { tokens: inputTokens + output, usd };
  };

  const affordable = (call: PlannedCall): number => {
    const price = priceOf(table, call.model);
    const byTokens = limits.maxTokens === undefined ? Infinity : limits.maxTokens - held.tokens - call.inputTokens;
    const byMoney =
      limits.maxUsd === undefined || !price || price.outputUsd === 0
        ? Infinity
        : ((limits.maxUsd - held.usd - worst(call, 0).usd) * 1_000_000) / price.outputUsd;
    return Math.floor(Math.min(call.maxOutputTokens, byTokens, byMoney));
  };

  const ended = (): void => {
    underWay--;
    const awake = waiting;
    waiting = [];
    for (const wake of awake) wake();
  };

  return {
    async reserve(call): Promise<BudgetAnswer> {
      for (;;) {
        const short = affordable(call) < call.maxOutputTokens;
        if (!call.wait || underWay === 0 || !short) {
          const answer = await reserveNow(call);
          if (answer.state === 'granted' || !call.wait || underWay === 0) return answer;
        }
        if (call.signal?.aborted) return { state: 'refused', reason: 'its agent was stopped while it waited' };
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          call.signal?.addEventListener('abort', () => resolve(), { once: true });
        });
      }
    },
    spent: () => ({ usage, requests, costUsd }),
  };

  async function reserveNow(call: PlannedCall): Promise<BudgetAnswer> {
    if ((limits.maxUsd ?? day?.limits.maxUsd) !== undefined && !priceOf(table, call.model)) {
      return {
        state: 'refused',
        reason: `the price of ${call.model} is not known, so a limit in USD cannot hold: give its price, or a limit in tokens`,
      };
    }
    const maxOutputTokens = affordable(call);
    if (maxOutputTokens < Math.min(leastOutput, call.maxOutputTokens)) return { state: 'refused', reason: exhausted(of, limits, held) };
    const ask = worst(call, maxOutputTokens);
    // counted before the first await: calls that are planned at the same time see each other
    held.tokens += ask.tokens;
    held.usd += ask.usd;
    underWay++;
    const release = (spent: Spend): void => {
      held.tokens += spent.tokens - ask.tokens;
      held.usd += spent.usd - ask.usd;
    };
    let reserved: Awaited<ReturnType<DaySpend['reserve']>> | undefined;
    try {
      reserved = await day?.spend.reserve(ask, {
        ...(day.limits.maxTokens !== undefined && { tokens: day.limits.maxTokens }),
        ...(day.limits.maxUsd !== undefined && { usd: day.limits.maxUsd }),
      });
    } catch (error) {
      release({ tokens: 0, usd: 0 });
      ended();
      throw error;
    }
    if (reserved?.state === 'refused') {
      release({ tokens: 0, usd: 0 });
      ended();
      return { state: 'refused', reason: exhaustedDay(day!.limits, reserved.left) };
    }
    let counted: Counted | undefined;
    return {
      state: 'granted',
      maxOutputTokens,
      async settle(used) {
        if (counted) return counted;
        const spent = used ? spendOf(used, call.model, table) : ask;
        release(spent);
        requests++;
        counted = {
          usage: used ?? { ...noUsage, inputTokens: call.inputTokens, outputTokens: maxOutputTokens },
          costUsd: priceOf(table, call.model) ? spent.usd : null,
        };
        usage = addUsage(usage, counted.usage);
        costUsd = costUsd === null || counted.costUsd === null ? null : costUsd + counted.costUsd;
        try {
          if (reserved?.state === 'granted') await day!.spend.settle(reserved.id, spent);
        } finally {
          ended();
        }
        return counted;
      },
    };
  }
}

function spendOf(usage: ChatUsage, model: string, table: ModelTable): Spend {
  return { tokens: tokensOf(usage), usd: costOf(usage, priceOf(table, model)) ?? 0 };
}

function exhausted(of: string, limits: BudgetLimits, held: Spend): string {
  return `the ${of}’s budget (${limitWords(limits)}) is used up but for ${leftWords({
    ...(limits.maxTokens !== undefined && { tokens: limits.maxTokens - held.tokens }),
    ...(limits.maxUsd !== undefined && { usd: limits.maxUsd - held.usd }),
  })}`;
}

function exhaustedDay(limits: BudgetLimits, left: Partial<Spend>): string {
  return `the day’s budget (${limitWords(limits)}) is used up but for ${leftWords(left)}`;
}

function limitWords({ maxTokens, maxUsd }: BudgetLimits): string {
  return [maxUsd === undefined ? [] : [`${maxUsd.toFixed(2)} USD`], maxTokens === undefined ? [] : [`${maxTokens} tokens`]]
    .flat()
    .join(', ');
}

function leftWords({ tokens, usd }: Partial<Spend>): string {
  const words = [
    usd === undefined ? [] : [`${Math.max(0, usd).toFixed(4)} USD`],
    tokens === undefined ? [] : [`${Math.max(0, Math.floor(tokens))} tokens`],
  ].flat();
  return words.join(', ') || 'nothing';
}
