/** Dreaming with a model: specialists reflect side by side on their own episodes (map), one refiner proposes (reduce), a program checks it all. */
import type { Evidence } from '../../memory/lesson.js';
import { createBudget } from '../../model/create-budget.js';
import type { Budget } from '../../model/budget.js';
import type { DaySpend } from '../../model/day-spend.js';
import { estimateTextTokens } from '../../model/estimate-tokens.js';
import type { ModelAccess } from '../../model/model-access.js';
import type { Ports, Redact } from '../../ports.js';
import { atMost } from '../../review/agents/at-most.js';
import { createBoundary } from '../../review/agents/data-marking.js';
import type { AskContext } from '../../review/agents/run-context.js';
import type { TranscriptRecord, TranscriptStore } from '../../transcript/transcript-store.js';
import type { Draft } from '../draft.js';
import { proposalWords } from './answers.js';
import { checkProposal } from './check-proposal.js';
import type { DreamModel, ReflectInput } from './dream-model.js';
import { groupText } from './digest-text.js';
import { makeDigest } from './make-digest.js';
import type { ModelUsage, Unsupported } from './model-part.js';
import { type ReflectionPlan, planReflection } from './plan-reflection.js';
import system from './prompts/system.md';
import { reflect, type HeldObservation } from './reflector.js';
import { askRefiner } from './refiner.js';

export type DreamModelDeps = {
  ports: Ports;
  redact: Redact;
  access: ModelAccess;
  day: DaySpend;
  transcripts: Pick<TranscriptStore, 'list' | 'read'>;
};

/** Reflectors at a time. */
const concurrency = 4;
/** Reviews that one dream reads whole, newest first. */
const mostReviews = 80;

export function createDreamModel(deps: DreamModelDeps): DreamModel {
  return { reflect: (input) => reflectOnEpisodes(deps, input) };
}

async function reflectOnEpisodes(deps: DreamModelDeps, input: ReflectInput): ReturnType<DreamModel['reflect']> {
  const { ports, redact } = deps;
  const { experience, request, signal } = input;
  const access =
    request.model === undefined
      ? deps.access
      : { ...deps.access, ids: { lead: request.model, specialist: request.model, verifier: request.model } };
  const notes: string[] = [];
  const unsupported: Unsupported[] = [];
  const drafts: Draft[] = [];
  const result = { drafts, notes, unsupported };
  const stop = async (what: string, reason: string): Promise<void> => {
    notes.push(redact(`${what}: ${reason}`));
    await input.record({ type: 'stopped', what, reason });
  };

  const digest = makeDigest({
    records: await newRecords(deps.transcripts, input),
    lines: await experience.allLines(),
    newLines: experience.newLines,
    observations: experience.observations,
    redact,
    hash: ports.hash,
  });
  if (digest.groups.length === 0) {
    await stop('the reflection', 'nothing was said of any finding since the last dream');
    return result;
  }
  const budget = createBudget({
    of: 'dream',
    limits: request.budget,
    table: access.table,
    day: { spend: deps.day, limits: access.dayLimits },
  });
  const plan = planReflection(
    digest.groups.map((group) => ({ group, text: groupText(group) })),
    { ids: access.ids, table: access.table, limits: request.budget, prompt: estimateTextTokens(system) + 1_500 },
  );
  await recordPlan(input, plan, access);
  for (const { name, reason } of plan.left) await stop(`the reflection of ${name}`, reason);
  if (plan.groups.length === 0) return result;
  const { costUsd, inputTokens, outputTokens } = plan.estimate;
  const expected = costUsd === null ? `${inputTokens + outputTokens} tokens` : `${costUsd.toFixed(2)} USD`;
  input.onProgress({
    agent: 'plan',
    name: 'the reflection',
    doing: `may cost ${expected}`,
    state: 'working',
    requests: 0,
    tokens: 0,
    costUsd: 0,
  });

  let agents = 0;
  const context: AskContext & { boundary: string } = {
    access,
    budget,
    clock: ports.clock,
    signal,
    recorder: { known: new Set(), hash: ports.hash, record: (payload) => input.record(payload) },
    boundary: createBoundary(ports),
    effort: 'standard',
    system,
    onProgress: (progress) => input.onProgress(progress),
    nextAgent: () => `a${++agents}`,
  };
  const limit = atMost(concurrency);
  const drop = async (agent: string, what: string, reason: string): Promise<void> => {
    unsupported.push({ what: redact(what), reason: redact(reason) });
    await input.record({ type: 'unsupported', agent, what, reason });
  };
  try {
    const reflected = await Promise.all(
      plan.groups.map(({ group, text }) =>
        limit(async (): Promise<HeldObservation[]> => {
          if (signal.aborted) return [];
          const { end, held, dropped } = await reflect(context, digest, group, text);
          input.onUsage(usageOf(budget));
          if (end.state !== 'done') await stop(`the reflection of ${group.name}`, end.reason ?? end.state);
          for (const { what, reason } of dropped) await drop(group.name, what, reason);
          for (const observation of held) {
            await input.record({
              type: 'reflected',
              agent: group.name,
              text: observation.text,
              cites: observation.cited.evidence.map(placeOf),
            });
          }
          return held;
        }),
      ),
    );
    const observations = reflected.flat();
    if (observations.length === 0 || signal.aborted) return result;
    const refined = await askRefiner(context, { digest, observations, lessons: input.lessons });
    input.onUsage(usageOf(budget));
    if (refined.end.state !== 'done') await stop('the refiner', refined.end.reason ?? refined.end.state);
    for (const proposal of refined.proposals) {
      const checked = checkProposal(
        {
          digest,
          lessons: input.lessons,
          unverified: input.unverified,
          observations: experience.observations,
          statistics: input.statistics,
          accepted: drafts,
          since: input.since,
          at: input.at,
          redact,
          hash: ports.hash,
          ids: ports.ids,
        },
        proposal,
      );
      if (checked.state === 'supported') drafts.push(checked.draft);
      else await drop('refiner', proposalWords(proposal), checked.reason);
    }
    return result;
  } finally {
    input.onUsage(usageOf(budget));
  }
}

/** The new reviews, and those that new verdicts are about: whole, because their findings' words and runs are not in the episodes. Oldest first. */
async function newRecords(transcripts: DreamModelDeps['transcripts'], { experience, signal }: ReflectInput): Promise<TranscriptRecord[]> {
  const wanted = new Set([
    ...experience.newEpisodes.map((e) => e.review),
    ...experience.newLines.flatMap(({ event }) => ('review' in event ? [event.review] : [])),
  ]);
  const entries = (await transcripts.list()).filter((entry) => wanted.has(entry.id)).slice(-mostReviews);
  const records: TranscriptRecord[] = [];
  for (const entry of entries) {
    signal.throwIfAborted();
    records.push(await transcripts.read(entry));
  }
  return records;
}

/** As people find it: a line of a record, or of code. */
function placeOf(item: Evidence): string {
  return item.type === 'event' ? `${item.file}#${item.seq}` : `${item.path}:${item.startLine}`;
}

async function recordPlan(input: ReflectInput, { groups, left, estimate }: ReflectionPlan, { ids }: ModelAccess): Promise<void> {
  const units = groups.map(({ group }, i) => ({
    id: `g${i + 1}`,
    title: `episodes of ${group.name}`,
    paths: [...new Set(group.cases.map((c) => c.subject.path))],
  }));
  await input.record({
    type: 'planned',
    effort: 'standard',
    units,
    agents: [
      ...groups.map(({ group }, i) => ({ name: group.name, units: [`g${i + 1}`], model: ids.specialist })),
      ...(groups.length > 0 ? [{ name: 'refiner', units: units.map((u) => u.id), model: ids.lead }] : []),
    ],
    why: `each specialist reflects on its own findings${left.length > 0 ? `; no room for ${left.map((l) => l.name).join(', ')}` : ''}`,
    estimate,
  });
}

function usageOf(budget: Budget): ModelUsage {
  const { usage, requests, costUsd } = budget.spent();
  return {
    inputTokens: usage.inputTokens + usage.cacheWriteTokens + usage.cacheReadTokens,
    outputTokens: usage.outputTokens,
    cachedTokens: usage.cacheReadTokens,
    costUsd,
    requests,
  };
}
