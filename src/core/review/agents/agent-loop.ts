/**
 * The loop of one agent: ask the model, run the tools it calls, answer, until it is done or a limit, a budget or a person ends it.
 * Pure over the model's stream: all it changes is the conversation it returns. Tools run as soon as their call is complete, side by side.
 */
import type { Budget } from '../../model/budget.js';
import { type ChatBlock, type ChatRequest, type ChatUsage, noUsage } from '../../model/chat-model.js';
import { estimateTokens } from '../../model/estimate-tokens.js';
import { HumanError } from '../../human-error.js';
import { contextTokensOf } from '../../model/model-table.js';
import type { AgentEnd, AgentEvent } from './agent-event.js';
import type { AgentRun } from './agent-run.js';
import { toolSpec } from './call-tool.js';
import { whyStopped } from './stopped-agent.js';
import { addSpent, type Answer, type Spent, streamTurn } from './stream-turn.js';

/** Answers in a row that may be cut off before the agent is given up. */
const cutOffsAllowed = 2;

/** Never throws but for bugs: a failure, a refusal or an abort is an end with its reason, and everything told until then stands. */
export async function* runAgent(run: AgentRun): AsyncGenerator<AgentEvent, AgentEnd> {
  const { request, table, signal } = run;
  const tools = run.tools.map(toolSpec);
  const messages = [...request.messages];
  let spent: Spent = { usage: noUsage, costUsd: 0, requests: 0 };
  let cutOffs = 0;
  /** What the provider counts, divided by the estimate: known after the first answer. */
  let calibration = 1;
  const end = (state: AgentEnd['state'], reason?: string): AgentEnd => ({
    state,
    ...(reason !== undefined && { reason }),
    ...spent,
    messages: [...messages],
  });
  for (let round = 1; round <= run.maxRounds; round++) {
    if (signal.aborted) return end('cancelled', whyStopped(signal));
    const whole: ChatRequest = { ...request, tools, messages: [...messages] };
    let answer: Answer;
    try {
      const estimate = estimateTokens(whole, calibration);
      if (estimate + request.maxOutputTokens > contextTokensOf(table, request.model)) {
        const exact = await run.model.countTokens(whole, { signal });
        if (exact + request.maxOutputTokens > contextTokensOf(table, request.model)) {
          return end('failed', `the conversation of ${exact} tokens does not fit ${request.model}`);
        }
      }
      const granted = await reserve(run, whole, estimate);
      if (granted.state === 'refused') return signal.aborted ? end('cancelled', whyStopped(signal)) : end('budget', granted.reason);
      yield { type: 'turn-started', round };
      const streamed = yield* streamTurn(run, { ...whole, maxOutputTokens: granted.maxOutputTokens }, granted);
      spent = addSpent(spent, streamed);
      if (streamed.state === 'stopped') return end(streamed.end, streamed.reason);
      answer = streamed;
      const counted = inputOf(answer.last);
      if (counted > 0) calibration = counted / Math.max(1, estimateTokens(whole));
    } catch (error) {
      if (signal.aborted) return end('cancelled', whyStopped(signal));
      // such as a day's spend that cannot be kept: no model is paid, and what was found stands
      if (error instanceof HumanError) return end('failed', `${error.message}. ${error.next}`);
      throw error;
    }
    const { stop, results } = answer;
    yield {
      type: 'turn',
      round,
      text: answer.text,
      calls: answer.calls,
      stop,
      usage: answer.usage,
      costUsd: answer.costUsd,
      wallMs: answer.wallMs,
    };
    for (const result of results) yield { type: 'tool-result', ...result };
    if (answer.message.content.length > 0) messages.push(answer.message);
    if (signal.aborted) return end('cancelled', whyStopped(signal));
    if (stop === 'refusal') return end('refused', answer.text.trim().slice(0, 500) || 'the model declined to answer');
    if (stop === 'context-full') return end('failed', 'the conversation has filled the model’s window');
    const blocks: ChatBlock[] = results.map(({ call, text, isError }) => ({ type: 'tool-result', id: call.id, text, isError }));
    if (run.isDone?.()) return end('done');
    cutOffs = stop === 'max-tokens' ? cutOffs + 1 : 0;
    if (cutOffs > cutOffsAllowed) return end('failed', `${cutOffs} answers in a row were cut off at ${request.maxOutputTokens} tokens`);
    if (stop === 'max-tokens') blocks.push({ type: 'text', text: cutOffText });
    else if (results.length === 0) {
      if (request.mustCall === undefined) return end('done');
      blocks.push({ type: 'text', text: `Answer by calling ${request.mustCall}.` });
    }
    if (round === run.maxRounds - 1) blocks.push({ type: 'text', text: lastRoundText });
    messages.push({ role: 'user', content: blocks });
  }
  return end('rounds', `the limit of ${run.maxRounds} rounds is reached`);
}

const cutOffText = 'Your last answer was cut off because it was too long. Go on from there in shorter steps: one call at a time.';
const lastRoundText = 'This is your last answer: report what you are sure of now.';

type Granted = Extract<Awaited<ReturnType<Budget['reserve']>>, { state: 'granted' }>;

/** Reserves by the estimate; only when that does not fit is the provider asked for the exact count. */
async function reserve(run: AgentRun, whole: ChatRequest, estimate: number): Promise<Granted | { state: 'refused'; reason: string }> {
  const call = { model: whole.model, maxOutputTokens: whole.maxOutputTokens, wait: true, signal: run.signal };
  const first = await run.budget.reserve({ ...call, inputTokens: estimate });
  if (first.state === 'granted') return first;
  const exact = await run.model.countTokens(whole, { signal: run.signal });
  return exact < estimate ? run.budget.reserve({ ...call, inputTokens: exact }) : first;
}

function inputOf({ inputTokens, cacheReadTokens, cacheWriteTokens }: ChatUsage): number {
  return inputTokens + cacheReadTokens + cacheWriteTokens;
}
