/** A world whose dreams have a model that answers from a script: by role, and by what it is really shown. */
import type { ChatRequest } from '../../../../src/core/model/chat-model.js';
import type { DaySpend } from '../../../../src/core/model/day-spend.js';
import { type ModelTable, modelTable } from '../../../../src/core/model/model-table.js';
import { createDreamModel } from '../../../../src/core/dream/with-model/create-dream-model.js';
import type { DreamReport, DreamRequest } from '../../../../src/core/dream/dream-report.js';
import { createRedact } from '../../../../src/core/analysis/redact.js';
import { dream } from '../../../../src/core/dream/dream.js';
import { type ScriptedAnswer, scriptedModel, type ScriptedModel } from '../../../support/scripted-model.js';
import { type FindingSketch, type Say, world, type World } from '../world.js';
import { type Shown, shownIn } from './shown.js';

export type Answer = { observe?: (shown: Shown) => object[]; propose?: (shown: Shown) => object[] };

export type ModelWorld = World & {
  model: ScriptedModel;
  reflect(request?: Partial<DreamRequest>, signal?: AbortSignal): Promise<DreamReport>;
};

/** `script` is asked for each request; by default it observes and proposes nothing. */
export function modelWorld(
  script: Answer | ((request: ChatRequest) => ScriptedAnswer),
  options: { table?: ModelTable; day?: DaySpend; dayUsd?: number } = {},
): ModelWorld {
  const w = world();
  const answer = typeof script === 'function' ? script : (request: ChatRequest): ScriptedAnswer => answered(script, request);
  const model = scriptedModel(Array.from({ length: 40 }, () => answer));
  const day: DaySpend = options.day ?? { reserve: async () => ({ state: 'granted', id: 's' }), settle: async () => undefined };
  const deps = {
    ...w.deps,
    openModel: async () => ({
      state: 'open' as const,
      model: createDreamModel({
        ports: w.ports,
        redact: createRedact(w.ports.hash),
        access: {
          model,
          ids: { lead: 'claude-sonnet-5-5', specialist: 'claude-sonnet-5-5', verifier: 'claude-sonnet-5-5' },
          table: options.table ?? modelTable(),
          dayLimits: { maxUsd: options.dayUsd ?? 5 },
        },
        day,
        transcripts: w.deps.transcripts,
      }),
    }),
  };
  return {
    ...w,
    model,
    reflect: (request = {}, signal = new AbortController().signal) =>
      dream(deps, { trigger: 'command', apply: 'auto', model: { budget: { maxUsd: 0.5 } }, ...request }, { signal }),
  };
}

export function shownTo(request: ChatRequest): Shown {
  return shownIn(request.messages[0]!.content.map((block) => (block.type === 'text' ? block.text : '')).join('\n'));
}

function answered({ observe, propose }: Answer, request: ChatRequest): ScriptedAnswer {
  const shown = shownTo(request);
  return request.mustCall === 'observe'
    ? { calls: [{ name: 'observe', input: { observations: observe?.(shown) ?? usualObservations(shown) } }] }
    : { calls: [{ name: 'propose', input: { proposals: propose?.(shown) ?? [] } }] };
}

export const note = 'one connection at a time, on purpose';
const quote = '"verdict":"dismiss"';

/** Every dismissal, cited exactly. */
export function usualObservations(shown: Shown): object[] {
  const events = shown.events('verdict', quote).slice(0, 8);
  if (events.length === 0) return [];
  return [
    { text: 'Jobs use one connection on purpose, so queries in loops are meant.', events: events.map((id) => ({ id, quote })), code: [] },
  ];
}

/** A proposal that holds: what `more` changes is what a test is about. */
export function proposal(shown: Shown, more: object = {}): object {
  return {
    op: 'add',
    kind: 'convention',
    statement: 'Jobs query the database one by one, on one connection.',
    explanation: 'People said so of several findings in jobs/.',
    paths: ['jobs/**'],
    rules: [],
    symbols: [],
    effect: 'hold-back',
    like_code: shown.code()[0],
    reason: 'People dismissed these remarks again and again, with the same note.',
    events: shown
      .events('verdict', quote)
      .slice(0, 8)
      .map((id) => ({ id, quote })),
    code: shown
      .code()
      .slice(0, 1)
      .map((id) => ({ id, quote: 'await db.query' })),
    contradicts: [],
    ...more,
  };
}

/** Findings of one specialist in `jobs/`, dismissed with a note: no rule, so the statistics cannot learn from them. */
export async function dismissedJobs(w: World, count: number, more: Partial<FindingSketch> = {}, say: Say = {}): Promise<void> {
  for (let i = 0; i < count; i++) {
    const { shown } = await w.review([
      { path: `jobs/job-${i}.js`, quote: `await db.query(row${i});`, specialist: 'correctness', title: 'Queries one by one', ...more },
    ]);
    for (const f of shown) w.dismiss(f, { reason: 'intended', note, ...say });
  }
}
