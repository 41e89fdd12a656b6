/** A dream: Review → Refine → Apply, under a lease, written down as it happens. */
import { HumanError } from '../human-error.js';
import { figuresOf, type HealthFigures, memoryHealth } from '../memory/health.js';
import type { Lesson } from '../memory/lesson.js';
import type { Lease, Memory, MemoryStore } from '../memory/memory-store.js';
import type { Operation } from '../memory/operation.js';
import type { Ports } from '../ports.js';
import type { TranscriptPayload } from '../transcript/transcript-event.js';
import type { AuditRefs, Ledger, TranscriptStore, TranscriptWriter } from '../transcript/transcript-store.js';
import { countOf } from '../transcript/count-of.js';
import { asleepFor } from './asleep.js';
import { breathe } from './breathe.js';
import { changedBy } from './changed-by.js';
import { type DreamProgress, type DreamReport, type DreamRequest, type DreamtOperation, unwritable } from './dream-report.js';
import type { EpisodeCache } from './episode.js';
import { codeOf, type Experience, marksAsCounts, type ReadAhead, readAhead, readExperience, type ReadSoFar } from './experience.js';
import { dreamIdPrefix } from './journal.js';
import type { Draft } from './draft.js';
import { findCodeOnce, goneCitations } from './gone-citations.js';
import { hotPlaceDrafts } from './hot-places.js';
import { lessonUses } from './lesson-uses.js';
import { pauseReason } from './pause.js';
import { reconsiderOthers } from './reconsider-others.js';
import { refine } from './refine.js';
import { type FindCode, rest } from './rest.js';
import type { RefineInput } from './rule-state.js';
import { toolLessonDrafts } from './tool-lessons.js';
import { supersededByDreams, unwantedSince } from './unwanted.js';
import { weigh } from './weigh.js';
import type { OpenedDreamModel, ReflectInput } from './with-model/dream-model.js';
import { type ModelPart, noModelUsage } from './with-model/model-part.js';

export type DreamDeps = {
  ports: Ports;
  transcripts: TranscriptStore;
  ledger: Pick<Ledger, 'read'>;
  memory: MemoryStore;
  auditRefs?: Pick<AuditRefs, 'anchor'>;
  cache?: EpisodeCache;
  /** Looks for cited code; without it no lesson is put to sleep or woken. */
  findCode?: FindCode;
  /** Finds out what became of earlier findings before the verdicts are read; never in a dry run, as it writes that down. */
  follow?: (read: ReadSoFar, signal: AbortSignal) => Promise<void>;
  /** Opens the language model for a dream that asks for one; absent: there is none. */
  openModel?: () => Promise<OpenedDreamModel>;
  /** Version of Reverie, and the id of the repo, as transcripts keep them. */
  tool: string;
  repoId: string;
};

export type DreamOptions = { signal: AbortSignal; onProgress?: (progress: DreamProgress) => void };

/**
 * Dreams once. Skips with a reason when nothing is new or another dream holds the lease; cancelling leaves memory as it was.
 * Memory changes in one step, so a dream that is killed leaves the old version or the new one, and the next dream starts afresh.
 * With `dryRun` nothing is written at all. Throws what is a bug, after noting it in its transcript; what a person can fix is a failed report.
 */
export async function dream(deps: DreamDeps, request: DreamRequest, options: DreamOptions): Promise<DreamReport> {
  const { ports } = deps;
  const began = ports.clock.monotonic();
  // while git answers
  const ahead = readAhead(deps.cache);
  const before = await deps.memory.read();
  const report: DreamReport = {
    dream: ports.ids.next(dreamIdPrefix),
    trigger: request.trigger,
    startedAt: ports.clock.now().toISOString(),
    endedAt: '',
    state: 'done',
    read: { transcripts: 0, newTranscripts: 0, verdicts: 0, newVerdicts: 0 },
    operations: [],
    before: before.version,
    after: before.version,
  };
  const writer = request.dryRun ? undefined : await openTranscript(deps, report, request.day);
  const counts: Record<string, number> = {};
  const once = deps.findCode ? { ...deps, findCode: findCodeOnce(deps.findCode) } : deps;
  const run: Run = { deps: once, request, options, report, ahead, counts, note: async (payload) => void (await writer?.append(payload)) };
  let bug: unknown;
  try {
    if (request.dryRun) await reviewAndRefine(run, before, options.signal);
    else await underLease(run);
  } catch (cause) {
    if (options.signal.aborted) Object.assign(report, { state: 'cancelled', reason: pauseReason(options.signal) ?? 'cancelled' });
    else Object.assign(report, { state: 'failed', reason: cause instanceof Error ? cause.message : String(cause) });
    if (report.state === 'failed' && !(cause instanceof HumanError)) bug = cause;
  }
  report.endedAt = ports.clock.now().toISOString();
  try {
    await writer?.seal({
      state: report.state,
      ...(report.reason !== undefined && { reason: report.reason }),
      usage: { ...(report.model?.usage ?? noModelUsage), wallMs: ports.clock.monotonic() - began },
      counts: { ...report.read, ...counts },
    });
    // only behind the seal: what a dream has read counts when it is known to have come to its end
    if (report.state === 'done') await run.keep?.().catch(() => undefined);
  } finally {
    // only now: whoever has waited for it sees that this dream has ended, and what it has read. One that cannot be given back runs out by itself
    await run.lease?.release().catch(() => undefined);
  }
  if (bug !== undefined) throw bug;
  return report;
}

type Run = {
  deps: DreamDeps;
  request: DreamRequest;
  options: DreamOptions;
  /** Filled as the dream goes on. */
  report: DreamReport;
  ahead: ReadAhead;
  /** What the `ended` event counts besides what was read. */
  counts: Record<string, number>;
  /** Keeps what was read for the next dream. */
  keep?: (() => Promise<void>) | undefined;
  /** Held until the transcript is sealed. */
  lease?: Lease;
  /** Writes into the dream's transcript; nothing in a dry run. */
  note: (payload: TranscriptPayload) => Promise<void>;
};

function openTranscript(
  { transcripts, repoId, tool }: DreamDeps,
  { dream: id, trigger, before }: DreamReport,
  day: string | undefined,
): Promise<TranscriptWriter> {
  const of = day === undefined ? {} : { day };
  return transcripts.create({ type: 'started', kind: 'dream', id, repo: repoId, trigger, ...of, tool, writer: '', memory: before });
}

async function underLease(run: Run): Promise<void> {
  const { deps, options, report } = run;
  if (!deps.memory.writable) return skip(report, unwritable);
  const taken = await deps.memory.lease('dream', { signal: options.signal, wait: true });
  if (taken.state === 'refused') return skip(report, `another dream is going on: ${taken.reason}`);
  const lease = (run.lease = taken.lease);
  const signal = AbortSignal.any([options.signal, lease.signal]);
  try {
    // read again: another dream may just have ended
    const memory = await deps.memory.read();
    report.before = report.after = memory.version;
    const experience = await reviewAndRefine(run, memory, signal);
    if (!experience) return;
    await applyDecided(run, lease, signal);
    await noteHealth(
      run,
      'after',
      report.after === memory.version ? undefined : await measure(run, await deps.memory.read(), experience, signal),
    );
    // unkept it costs the next dream time, nothing else
    const staged = experience.stage().catch(() => undefined);
    await deps.auditRefs?.anchor([...experience.ledgerMarks.values()]);
    // only now: a dream that did not come to its end has read nothing
    Object.assign(run.counts, marksAsCounts(experience.ledgerMarks));
    run.keep = await staged;
  } catch (cause) {
    if (lease.signal.aborted && !options.signal.aborted) {
      throw new HumanError('This dream stalled and another one took over', { next: 'Nothing is lost: see the next dream', cause });
    }
    throw cause;
  }
}

/** Review and Refine: fills the report with decided operations. Changes nothing but the dream's transcript; undefined when there is nothing new. */
async function reviewAndRefine(run: Run, memory: Memory, signal: AbortSignal): Promise<Experience | undefined> {
  const { deps, report, options, note } = run;
  options.onProgress?.({ type: 'phase', phase: 'review', what: 'reading reviews and verdicts' });
  const { follow } = run.request.dryRun ? {} : deps;
  const experience = await readExperience(deps, {
    signal,
    settle: settleOthers(run),
    ahead: run.ahead,
    ...(follow && { beforeLedger: (read) => follow(read, signal) }),
  });
  const { newEpisodes, verdicts, newVerdicts, observations, open } = experience;
  report.read = { transcripts: experience.reviews, newTranscripts: newEpisodes.length, verdicts, newVerdicts, ...(open > 0 && { open }) };
  for (const reason of experience.problems) await note({ type: 'failure', where: 'reading', reason });
  if (newEpisodes.length === 0 && newVerdicts === 0) {
    skip(report, 'no new reviews or verdicts since the last dream');
    return undefined;
  }
  // decided before it had the lease: another window may have dreamt it since
  const { day } = run.request;
  if (day !== undefined && experience.ends.some((end) => end.how === 'done' && end.day === day)) {
    skip(report, `the daily dream of ${day} has run already`);
    return undefined;
  }
  const judged = new Set(observations.map((o) => o.fingerprint));
  for (let i = 0; i < newEpisodes.length; i += batch) {
    const events = newEpisodes
      .slice(i, i + batch)
      .map(({ review, findings }) =>
        note({ type: 'episode', review, findings: findings.length, verdicts: findings.filter((f) => judged.has(f.fingerprint)).length }),
      );
    await Promise.all(events);
    signal.throwIfAborted();
  }

  await noteHealth(run, 'before', await measure(run, memory, experience, signal));

  options.onProgress?.({ type: 'phase', phase: 'refine', what: `weighing ${observations.length} verdicts` });
  await breathe();
  // what no operation brought is not grounded in verdicts: a dream neither builds on it nor vouches for it
  const lessons = memory.lessons.filter((l) => !memory.unverified.has(l.id));
  const versions = await deps.memory.history({ limit: recentVersions });
  // a pulled version may say of itself that a person made it
  const verified = versions.filter((v) => !v.unverified);
  const since = unwantedSince(experience, memory.lessons, verified);
  const refining: RefineInput = {
    observations,
    lessons,
    since,
    citedFingerprint: experience.citedFingerprint,
    codeOf: codeOf(experience.placeOf, deps.ports.hash),
    at: report.startedAt,
    hash: deps.ports.hash,
    ids: deps.ports.ids,
  };
  const others = await reconsiderOthers(refining, signal);
  for (const text of others.notes) await tell(run, text);
  const drafts = [
    ...refine(refining),
    ...others.drafts,
    ...hotPlaceDrafts(refining),
    ...toolLessonDrafts({ ...refining, troubles: experience.troubles }),
  ];
  const resting = untouched(lessons, drafts).filter((l) => !since.has(l.id) || l.status === 'dormant');
  const { sleeps, sleepers } = await rest(deps.ports, {
    lessons: resting,
    asleep: asleepFor(experience, verified),
    findCode: deps.findCode,
  });
  drafts.push(...sleeps);
  if (run.request.model) drafts.push(...(await reflectWithModel(run, { experience, lessons, since, statistics: drafts, memory, signal })));

  options.onProgress?.({ type: 'phase', phase: 'backtest', what: `testing ${drafts.length} changes on past findings` });
  const weighed = await weigh({
    drafts,
    refining,
    unverified: memory.lessons.filter((l) => memory.unverified.has(l.id)),
    parted: supersededByDreams(experience),
    sleepers,
    uses: lessonUses(lessons, experience.deeds, observations),
    apply: run.request.apply,
    signal,
  });
  for (const text of weighed.notes) await tell(run, text);
  report.operations = weighed.operations.map((o) => ({ ...o, operation: madeFrom(memory, o.operation) }));
  await noteOperations(run);
  return experience;
}

/** What people should know of a dream besides its operations. */
async function tell({ report, note }: Run, text: string): Promise<void> {
  (report.notes ??= []).push(text);
  await note({ type: 'noted', text });
}

/** Weighing takes a while, and a proposal waits for days: what people change meanwhile is not overwritten. */
function madeFrom({ blobs }: Memory, operation: Operation): Operation {
  const base = operation.op === 'add' ? undefined : blobs.get(operation.lesson);
  return base === undefined ? operation : { ...operation, base };
}

async function measure({ deps }: Run, memory: Memory, experience: Experience, signal: AbortSignal): Promise<HealthFigures> {
  const gone = deps.findCode ? await goneCitations(memory.lessons, deps.findCode, { signal }) : undefined;
  const uses = lessonUses(memory.lessons, experience.deeds, experience.observations);
  return figuresOf(memoryHealth({ version: memory.version, lessons: memory.lessons, uses, ...(gone && { gone }) }));
}

/** `figures` undefined: nothing has changed since the dream began. */
async function noteHealth({ report, note }: Run, when: 'before' | 'after', figures: HealthFigures | undefined): Promise<void> {
  const measured = figures ?? report.health?.before;
  if (!measured) return;
  report.health = { before: measured, ...report.health, after: measured };
  await note({ type: 'health', when, figures: measured });
}

type ToReflectOn = Pick<ReflectInput, 'experience' | 'lessons' | 'since' | 'statistics' | 'signal'> & { memory: Memory };

/** What a model adds to the statistics. Whatever keeps it from that is told, and the dream goes on without. */
async function reflectWithModel(run: Run, { memory, ...input }: ToReflectOn): Promise<Draft[]> {
  const { deps, report, request, options, note } = run;
  const part = (report.model = { usage: noModelUsage, notes: [], unsupported: [] } as ModelPart);
  const goWithout = async (reason: string): Promise<Draft[]> => {
    part.notes.push(`no model reflected: ${reason}`);
    await note({ type: 'stopped', what: 'the reflection', reason });
    return [];
  };
  if (request.dryRun) return goWithout('a dry run asks no model, as what is paid for has to be written down');
  try {
    const opened: OpenedDreamModel = deps.openModel ? await deps.openModel() : { state: 'none', reason: 'there is none' };
    if (opened.state === 'none') return await goWithout(opened.reason);
    options.onProgress?.({ type: 'phase', phase: 'refine', what: 'reflecting with a model' });
    const { drafts, notes, unsupported } = await opened.model.reflect({
      ...input,
      unverified: memory.unverified,
      at: report.startedAt,
      request: request.model!,
      record: note,
      onProgress: ({ name, doing }) => options.onProgress?.({ type: 'phase', phase: 'refine', what: `${name} ${doing}` }),
      onUsage: (usage) => Object.assign(part, { usage }),
    });
    part.notes.push(...notes);
    part.unsupported.push(...unsupported);
    input.signal.throwIfAborted();
    return drafts;
  } catch (cause) {
    if (input.signal.aborted || !(cause instanceof HumanError)) throw cause;
    return goWithout(`${cause.message}. ${cause.next}`);
  }
}

/** Waits for the transcripts of other processes that may still be written: whoever died left something to learn from. */
function settleOthers({ deps, request, report, options }: Run): TranscriptStore['settle'] {
  return (open, settling) =>
    deps.transcripts.settle(
      open.filter((entry) => entry.id !== report.dream),
      {
        ...settling,
        readOnly: request.dryRun ?? false,
        onWait: (count) =>
          options.onProgress?.({ type: 'phase', phase: 'review', what: `waiting for ${countOf(count, 'open transcript')}` }),
      },
    );
}

/** So far back a person's own operations are looked for: one from before is older than the verdicts that matter. */
const recentVersions = 500;

/** Events written together share one sync. */
const batch = 256;

/** Those that no draft changes; new counts alone keep none awake or asleep. */
function untouched(lessons: Lesson[], drafts: { operation: Operation }[]): Lesson[] {
  const touched = new Set(drafts.flatMap(({ operation }) => changedBy(operation)));
  return lessons.filter((l) => !touched.has(l.id));
}

async function noteOperations({ report, note }: Run): Promise<void> {
  const events = report.operations.flatMap(({ operation, backtest, decision, reason }) => [
    note({ type: 'proposed', operation, ...(backtest && { backtest }) }),
    note({ type: 'decided', operation: operation.id, decision, reason }),
  ]);
  await Promise.all(events);
}

/** Apply: one compare-and-swap for everything that may apply, a proposal for what waits. */
async function applyDecided({ deps, report, options, note }: Run, lease: Lease, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const go = report.operations.filter((o) => o.decision === 'apply' || o.decision === 'trial').map((o) => o.operation);
  const wait = report.operations.filter((o) => o.decision === 'wait').map((o) => o.operation);
  if (go.length > 0) {
    options.onProgress?.({ type: 'phase', phase: 'apply', what: `changing memory: ${go.length} operations` });
    const result = await deps.memory.apply(go, { message: `Dream ${report.dream}`, fence: lease, signal, verifiedOnly: true });
    if (result.state === 'refused') throw new HumanError(`Memory was not changed: ${result.reason}`, { next: 'Dream again' });
    report.after = result.version;
    await note({ type: 'applied', version: result.version, operations: result.operations });
    for (const { operation, reason } of result.refused) {
      const refused = report.operations.find((o) => o.operation.id === operation);
      if (!refused) continue;
      Object.assign(refused, { decision: 'drop', reason: `it no longer fits: ${reason}` } satisfies Partial<DreamtOperation>);
      await note({ type: 'decided', operation, decision: 'drop', reason: refused.reason });
    }
  }
  if (wait.length > 0) {
    options.onProgress?.({ type: 'phase', phase: 'apply', what: `proposing ${wait.length} operations` });
    const older = await deps.memory.proposals();
    await deps.memory.propose(report.dream, wait, { fence: lease });
    // the newer proposal for the same lesson replaces the older one
    const lessons = new Set(wait.map((o) => o.lesson));
    for (const { dream: id, operations } of older) {
      const replaced = operations.filter((o) => lessons.has(o.lesson)).map((o) => o.id);
      if (id !== report.dream && replaced.length > 0) await deps.memory.settle(id, replaced);
    }
  }
}

function skip(report: DreamReport, reason: string): void {
  Object.assign(report, { state: 'skipped', reason });
}
