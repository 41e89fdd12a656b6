/** One answer of a model: its stream, the tools that run while it comes, and what happens when it breaks off. */
import type { BudgetAnswer } from '../../model/budget.js';
import {
  addUsage,
  type ChatEvent,
  type ChatMessage,
  type ChatRequest,
  type ChatUsage,
  noUsage,
  type StopReason,
  type ToolCall,
} from '../../model/chat-model.js';
import { HumanError } from '../../human-error.js';
import { ModelError, type ModelErrorKind } from '../../model/model-error.js';
import { estimateTokens } from '../../model/estimate-tokens.js';
import type { AgentEvent } from './agent-event.js';
import type { AgentRun } from './agent-run.js';
import { callTool } from './call-tool.js';
import { whyStopped } from './stopped-agent.js';

export type ToolResult = { call: ToolCall; text: string; isError: boolean; wallMs: number };

export type Answer = {
  state: 'answered';
  text: string;
  calls: ToolCall[];
  /** In the order of the calls. */
  results: ToolResult[];
  stop: StopReason;
  /** Of the call that was answered. */
  last: ChatUsage;
  message: ChatMessage;
  wallMs: number;
} & Spent;

/** Over all calls that it took. */
export type Spent = { usage: ChatUsage; costUsd: number | null; requests: number };

export type Stopped = { state: 'stopped'; end: 'failed' | 'cancelled' | 'budget'; reason: string } & Spent;

type Granted = Extract<BudgetAnswer, { state: 'granted' }>;

/** How often a stream that broke off is asked for again, and the first wait in milliseconds; each next one is twice as long. */
const retries = 2;
const firstWait = 1_000;

/** `granted` is settled whatever happens. A stream that breaks off is asked for again, with a reservation of its own. */
export async function* streamTurn(run: AgentRun, request: ChatRequest, granted: Granted): AsyncGenerator<AgentEvent, Answer | Stopped> {
  const began = run.clock.monotonic();
  let reservation = granted;
  let spent = noSpend;
  const stopped = (end: Stopped['end'], reason: string): Stopped => ({ state: 'stopped', end, reason, ...spent });
  for (let attempt = 1; ; attempt++) {
    const turn: Turn = { text: '', calls: [], running: [] };
    try {
      const end = yield* readStream(run, request, turn);
      const counted = await reservation.settle(end.usage);
      const results = await Promise.all(turn.running);
      const { stop, message } = end;
      spent = addSpent(spent, { ...counted, requests: 1 });
      const wallMs = run.clock.monotonic() - began;
      return { state: 'answered', text: turn.text, calls: turn.calls, results, stop, last: end.usage, message, wallMs, ...spent };
    } catch (error) {
      // (a call that was answered, and whose tools were stopped, is counted already)
      const counted = await reservation.settle(toldUsage(error));
      // tools that had begun are waited for: what they did (a finding reported) stands
      await Promise.allSettled(turn.running);
      spent = addSpent(spent, { ...counted, requests: 1 });
      if (run.signal.aborted) return stopped('cancelled', whyStopped(run.signal));
      if (!(error instanceof HumanError)) throw error;
      if (!(error instanceof ModelError && error.passes) || attempt > retries) return stopped('failed', `${error.message}. ${error.next}`);
      const ms = firstWait * 2 ** (attempt - 1);
      yield { type: 'waiting', why: error.message, ms, attempt };
      try {
        await run.clock.sleep(ms, run.signal);
      } catch {
        return stopped('cancelled', whyStopped(run.signal));
      }
      const again = await run.budget.reserve({
        model: request.model,
        inputTokens: estimateTokens(request),
        maxOutputTokens: request.maxOutputTokens,
        wait: true,
        signal: run.signal,
      });
      if (again.state === 'refused')
        return run.signal.aborted ? stopped('cancelled', whyStopped(run.signal)) : stopped('budget', again.reason);
      reservation = again;
    }
  }
}

const noSpend: Spent = { usage: noUsage, costUsd: 0, requests: 0 };

export function addSpent(a: Spent, b: Spent): Spent {
  return {
    usage: addUsage(a.usage, b.usage),
    costUsd: a.costUsd === null || b.costUsd === null ? null : a.costUsd + b.costUsd,
    requests: a.requests + b.requests,
  };
}

/** Refused before any work was done: it costs nothing. */
const unpaid: ReadonlySet<ModelErrorKind> = new Set(['auth', 'quota', 'rate-limit', 'overloaded', 'invalid', 'consent']);

function toldUsage(error: unknown): ChatUsage | undefined {
  if (!(error instanceof ModelError)) return undefined;
  return error.usage ?? (unpaid.has(error.kind) ? noUsage : undefined);
}

type Turn = { text: string; calls: ToolCall[]; running: Promise<ToolResult>[] };

async function* readStream(
  run: AgentRun,
  request: ChatRequest,
  turn: Turn,
): AsyncGenerator<AgentEvent, Extract<ChatEvent, { type: 'end' }>> {
  for await (const event of run.model.stream(request, { signal: run.signal })) {
    switch (event.type) {
      case 'text':
        turn.text += event.text;
        yield event;
        break;
      case 'started':
      case 'waiting':
        yield event;
        break;
      case 'tool-call': {
        turn.calls.push(event.call);
        const result = runTool(run, event.call);
        // its rejection is seen where all are awaited
        result.catch(() => undefined);
        turn.running.push(result);
        break;
      }
      case 'end':
        return event;
    }
  }
  run.signal.throwIfAborted();
  throw new ModelError('broken-off', 'The model’s answer ended in the middle', { next: 'Try again' });
}

async function runTool(run: AgentRun, call: ToolCall): Promise<ToolResult> {
  const began = run.clock.monotonic();
  const output = await untilAborted(callTool(run.tools, call, run.signal), run.signal);
  return { call, ...output, wallMs: run.clock.monotonic() - began };
}

/** A tool that does not hear the signal (an editor's language service) holds nobody up. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
