/** What every agent of one review is given: models, money, the repository, and where it is written down. */
import type { Budget } from '../../model/budget.js';
import type { ChatMessage, Effort } from '../../model/chat-model.js';
import type { ModelAccess } from '../../model/model-access.js';
import type { Clock } from '../../ports.js';
import type { AgentRole } from '../../transcript/agent-events.js';
import type { AgentEnd, AgentEvent } from './agent-event.js';
import { runAgent } from './agent-loop.js';
import type { AgentRun } from './agent-run.js';
import type { AgentTool } from './agent-tool.js';
import { askStructured, type Question, type StructuredAnswer } from './ask-structured.js';
import type { AgentProgress, ReviewEffort } from './model-reviewer.js';
import { type AgentRecorder, recordAgent } from './record-agent.js';
import { StoppedAgent } from './stopped-agent.js';
import type { RepoReading } from './tools/repo-reading.js';
import type * as z from 'zod';

export type RunContext = {
  access: ModelAccess;
  budget: Budget;
  clock: Pick<Clock, 'monotonic' | 'sleep'>;
  signal: AbortSignal;
  recorder: AgentRecorder;
  repo: RepoReading;
  boundary: string;
  effort: ReviewEffort;
  /** The system prompt and the tools that all agents share. */
  system: string;
  /** Answers of one agent, at most. */
  maxRounds: number;
  onProgress(progress: AgentProgress): void;
  /** Ids of agents, in the order in which they start. */
  nextAgent(): string;
};

/** What asking for one structured answer needs of it: a dream has no change under review. */
export type AskContext = Omit<RunContext, 'repo' | 'boundary' | 'maxRounds'>;

export type AgentTask = {
  role: AgentRole;
  name: string;
  model: string;
  messages: ChatMessage[];
  maxOutputTokens?: number;
  onStarted?: () => void;
};

const usualOutput = 8_000;

const effortOf: Record<ReviewEffort, Effort> = { quick: 'low', standard: 'medium', thorough: 'high' };

/** Runs an agent with tools until it is done. */
export async function runTask(
  context: RunContext,
  task: AgentTask,
  tools: AgentTool[],
  maxRounds = context.maxRounds,
  isDone?: () => boolean,
): Promise<AgentEnd> {
  const run = baseRun(context, task);
  return recorded(context, task, run, tools, runAgent({ ...run, tools, maxRounds, ...(isDone && { isDone }) }));
}

/** Asks for one structured answer; no other tools. */
export async function askTask<Shape extends z.ZodType>(
  context: AskContext,
  task: AgentTask,
  answer: Question<Shape>['answer'],
): Promise<StructuredAnswer<z.infer<Shape>>> {
  const run = baseRun(context, task);
  return recorded(context, task, run, [{ name: answer.name }], askStructured({ ...run, answer }));
}

type BaseRun = Omit<AgentRun, 'tools' | 'maxRounds'> & { /** Stops this agent alone. */ own: AbortController };

function baseRun(context: AskContext, task: AgentTask): BaseRun {
  const { access, budget, clock, signal, system, effort } = context;
  const { model, messages, maxOutputTokens = usualOutput } = task;
  const own = new AbortController();
  return {
    model: access.model,
    request: { model, system, messages, maxOutputTokens, effort: effortOf[effort] },
    budget,
    table: access.table,
    clock,
    signal: AbortSignal.any([signal, own.signal]),
    own,
  };
}

async function recorded<End extends AgentEnd | { end: AgentEnd }>(
  context: AskContext,
  task: AgentTask,
  run: BaseRun,
  tools: { name: string }[],
  events: AsyncGenerator<AgentEvent, End>,
): Promise<End> {
  const agent = context.nextAgent();
  const progress: AgentProgress = {
    agent,
    name: task.name,
    doing: 'starts',
    state: 'working',
    requests: 0,
    tokens: 0,
    costUsd: 0,
    stop: () => run.own.abort(new StoppedAgent()),
  };
  const tell = (doing: string): void => context.onProgress({ ...Object.assign(progress, { doing }) });
  tell('starts');
  const about = {
    agent,
    role: task.role,
    name: task.name,
    provider: context.access.model.provider,
    request: run.request,
    tools: tools.map((t) => t.name),
  };
  const end = await recordAgent(context.recorder, about, events, (event) => {
    switch (event.type) {
      case 'turn-started':
        tell('thinks');
        break;
      case 'started':
        task.onStarted?.();
        break;
      case 'waiting':
        tell(`waits ${Math.ceil(event.ms / 1000)} s: ${event.why}`);
        break;
      case 'turn': {
        const { usage } = event;
        progress.requests++;
        progress.tokens += usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens + usage.outputTokens;
        progress.costUsd = progress.costUsd === null || event.costUsd === null ? null : progress.costUsd + event.costUsd;
        tell(event.calls.length > 0 ? doingWords(event.calls.map((call) => call.name)) : 'finishes');
        break;
      }
      case 'text':
      case 'tool-result':
        break;
    }
  });
  const { state, reason } = 'end' in end ? end.end : end;
  delete progress.stop;
  progress.state = state === 'done' ? 'done' : state === 'cancelled' && run.own.signal.aborted ? 'stopped' : 'ended';
  tell(state === 'done' ? 'is done' : `ended: ${reason ?? state}`);
  return end;
}

function doingWords(names: string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count > 1 ? `${name} × ${count}` : name)).join(', ');
}
