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
import { ModelError } from '../../model/model-error.js';
import type { AgentEvent } from './agent-event.js';
import type { AgentRun } from './agent-run.js';
import { callTool } from './call-tool.js';

export type ToolResult = { call: ToolCall; text: string; isError: boolean; wallMs: number };

export type Answer = {
  state: 'answered';
  text: string;
  calls: ToolCall[];
  /** In the order of the calls. */
  results: ToolResult[];
  stop: StopReason;
  usage: ChatUsage;
  message: ChatMessage;
  wallMs: number;
};

export type Stopped = { state: 'stopped'; end: 'failed' | 'cancelled' | 'budget'; reason: string; usage: ChatUsage };

type Granted = Extract<BudgetAnswer, { state: 'granted' }>;

/** How often a stream that broke off is asked for again, and the first wait in milliseconds; each next one is twice as long. */
const retries = 2;
const firstWait = 1_000;

/** `granted` is settled whatever happens. A stream that breaks off is asked for again, with a reservation of its own. */
export async function* streamTurn(run: AgentRun, request: ChatRequest, granted: Granted): AsyncGenerator<AgentEvent, Answer | Stopped> {
  const began = run.clock.monotonic();
  let reservation = granted;
  let spent = noUsage;
  for (let attempt = 1; ; attempt++) {
    const turn: Turn = { text: '', calls: [], running: [] };
    try {
      const end = yield* readStream(run, request, turn);
      await reservation.settle(end.usage);
      const results = await Promise.all(turn.running);
      const { stop, message } = end;
      const usage = addUsage(spent, end.usage);
      return {
        state: 'answered',
        text: turn.text,
        calls: turn.calls,
        results,
        stop,
        usage,
        message,
        wallMs: run.clock.monotonic() - began,
      };
    } catch (error) {
      const usage = error instanceof ModelError ? error.usage : undefined;
      await reservation.settle(usage);
      // tools that had begun are waited for: what they did (a finding reported) stands
      await Promise.allSettled(turn.running);
      spent = addUsage(spent, usage ?? noUsage);
      if (run.signal.aborted) return { state: 'stopped', end: 'cancelled', reason: 'cancelled by the person', usage: spent };
      if (!(error instanceof ModelError)) throw error;
      if (!error.passes || attempt > retries)
        return { state: 'stopped', end: 'failed', reason: `${error.message}. ${error.next}`, usage: spent };
      const ms = firstWait * 2 ** (attempt - 1);
      yield { type: 'waiting', why: error.message, ms, attempt };
      try {
        await run.clock.sleep(ms, run.signal);
      } catch {
        return { state: 'stopped', end: 'cancelled', reason: 'cancelled by the person', usage: spent };
      }
      const again = await run.budget.reserve({
        model: request.model,
        inputTokens: await run.model.countTokens(request, { signal: run.signal }),
        maxOutputTokens: request.maxOutputTokens,
      });
      if (again.state === 'refused') return { state: 'stopped', end: 'budget', reason: again.reason, usage: spent };
      reservation = again;
    }
  }
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
  const output = await callTool(run.tools, call, run.signal);
  return { call, ...output, wallMs: run.clock.monotonic() - began };
}
