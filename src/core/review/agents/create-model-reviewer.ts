/** The review by agents, whole: plan, units side by side, verification, outcome. What is found until something ends it is kept. */
import type { ChangedFile, ChangeSet, Contents } from '../../changes/change-set.js';
import type { FileCoverage } from '../../changes/coverage.js';
import { ignoreFile, parseIgnoreRules } from '../../changes/ignore-rules.js';
import { chooseLessons } from '../../memory/choose-lessons.js';
import { lessonForPrompt } from '../../memory/lesson-prompt.js';
import { createBudget } from '../../model/create-budget.js';
import type { DaySpend } from '../../model/day-spend.js';
import { estimateTextTokens } from '../../model/estimate-tokens.js';
import type { ModelAccess } from '../../model/model-access.js';
import type { Ports, Redact } from '../../ports.js';
import type { AgentCovered } from '../../transcript/agent-events.js';
import type { Candidate, Finding } from '../finding.js';
import type { KnownFinding } from '../known-finding.js';
import type { AgentTool } from './agent-tool.js';
import { atMost } from './at-most.js';
import { carriedFindings } from './carry.js';
import { createBoundary } from './data-marking.js';
import { hunkHashes, seenHunks, unseen } from './incremental.js';
import { LeadJudgements, numberLeads } from './lead-finding.js';
import { askLead } from './lead.js';
import type { ModelReviewer, ModelReviewInput, ModelReviewOutcome, Rechecker } from './model-reviewer.js';
import { estimatePlan, fallbackPlan, isSmall, type Plan, solePlan } from './plan.js';
import system from './prompts/system.md';
import { recheckFinding } from './recheck-finding.js';
import { renderDiff } from './render-diff.js';
import { reviewUnits, type UnitFile } from './review-units.js';
import { reviseUntilSatisfied } from './revise.js';
import type { Rubric } from './rubric.js';
import type { RunContext } from './run-context.js';
import { runUnit } from './run-unit.js';
import { contextLines, sharedPrompt } from './shared-prompt.js';
import { builtInSpecialists, type Specialist } from './specialist.js';
import { readingTools } from './tools/reading-tools.js';
import type { History, LanguageServices, RepoReading } from './tools/repo-reading.js';
import { withRoleTools } from './tools/role-tools.js';
import { sideLines } from './tools/show-diff.js';
import { isAddressedTo, lessonsForUnit } from './unit-lessons.js';

export type ModelReviewerDeps = {
  ports: Ports;
  redact: Redact;
  access: ModelAccess;
  day: DaySpend;
  history(changes: ChangeSet, contents: Contents): History;
  services?: LanguageServices;
  /** The team's own specialists and rubric that count for a change set, and what is wrong with their files. */
  team(changes: ChangeSet): Promise<{ specialists: Specialist[]; rubric: Rubric; problems: string[] }>;
  /** What agents have looked at in earlier reviews. */
  covered(): Promise<AgentCovered[]>;
  /** A known finding with its body. */
  whole(finding: KnownFinding): Promise<Finding | undefined>;
  /** Agents at a time (default 16), answers of one agent (24), rounds of revision (3). */
  limits?: { concurrency?: number; rounds?: number; revisions?: number };
};

export function createModelReviewer(deps: ModelReviewerDeps): ModelReviewer & Rechecker {
  return {
    async review(input, emit) {
      // where one agent fails by a bug, the others spend no more
      const own = new AbortController();
      try {
        return await reviewByAgents(deps, { ...input, signal: AbortSignal.any([input.signal, own.signal]) }, emit);
      } finally {
        own.abort();
      }
    },
    recheck: (input) => recheckFinding(deps, input),
    whole: (finding) => deps.whole(finding),
  };
}

async function reviewByAgents(
  deps: ModelReviewerDeps,
  input: ModelReviewInput,
  emit: (candidate: Candidate) => void,
): Promise<ModelReviewOutcome> {
  const { changes, contents, request, signal } = input;
  const { effort } = request;
  const repo: RepoReading = {
    changes,
    contents,
    redact: deps.redact,
    history: deps.history(changes, contents),
    skipped: await withheld(contents),
    ...(deps.services && { services: deps.services }),
  };
  const access: ModelAccess =
    request.model === undefined
      ? deps.access
      : { ...deps.access, ids: { lead: request.model, specialist: request.model, verifier: request.model } };
  const budget = createBudget({
    of: 'review',
    limits: request.budget,
    table: access.table,
    day: { spend: deps.day, limits: access.dayLimits },
  });
  const [team, covered, carried] = await Promise.all([
    deps.team(changes),
    deps.covered(),
    carriedFindings(repo, input.known, (k) => deps.whole(k)),
  ]);
  const leads = numberLeads(input.leads);
  const judgements = new LeadJudgements(leads);
  const notes = [...team.problems];
  const outcome = (rest: Partial<ModelReviewOutcome>): ModelReviewOutcome => {
    const { usage, requests, costUsd } = budget.spent();
    const cachedTokens = usage.cacheReadTokens;
    const inputTokens = usage.inputTokens + usage.cacheWriteTokens + cachedTokens;
    return {
      candidates: [],
      leads: judgements.all(),
      carried,
      coverage: [],
      usage: { inputTokens, outputTokens: usage.outputTokens, cachedTokens, costUsd, requests },
      notes,
      ...rest,
    };
  };

  const seen = seenHunks(covered, effort);
  const files = await unitFiles(deps, repo, seen);
  const fresh = files.filter((f) => f.shown !== undefined);
  const unread = files.filter((f) => f.unread !== undefined);
  const coverage: FileCoverage[] = unread.map(({ file: { path, hunks }, unread: reason = '' }) => ({
    state: 'failed',
    path,
    hunks: hunks.length,
    reason: `agents cannot read it: ${reason}`,
  }));
  if (fresh.length === 0) {
    if (files.length > unread.length) notes.push('agents have seen every changed hunk before: nothing was sent');
    return outcome({ coverage });
  }
  const byPath = new Map(files.map((f) => [f.file.path, f]));
  const units = reviewUnits(fresh.map((f) => f.shown!));
  const incremental = fresh.some((f) => f.shown!.file.hunks.length < f.hashes.length) || fresh.length + unread.length < files.length;
  const changedLines = fresh.reduce((sum, f) => sum + f.shown!.text.split('\n').length, 0);
  const specialists = [...builtInSpecialists, ...team.specialists];
  const boundary = createBoundary(deps.ports);
  // no agent reads what is addressed to another, neither in its prompt nor by a tool
  const reading = (agent: string): AgentTool[] =>
    readingTools(
      repo,
      input.lessons.filter(({ lesson }) => isAddressedTo(lesson, agent)),
      boundary,
    );
  const shownLessons = chooseLessons(input.lessons, { paths: [] }).chosen.map(({ lesson, why }) => lessonForPrompt(lesson, why));
  const prefix = [system, JSON.stringify(withRoleTools(reading('all'), []).map((t) => t.description)), ...shownLessons].join('\n');
  const small = isSmall(units, changedLines, effort);
  const expected =
    small || effort === 'quick'
      ? solePlan(units, small ? 'a small change needs one agent' : 'a quick review')
      : fallbackPlan(units, specialists, effort, '');
  const estimate = estimatePlan(expected, access.ids, access.table, prefix, effort);
  if (input.approve && !(await input.approve(estimate))) {
    const reason = 'the person did not approve its cost';
    await input.record({ type: 'stopped', what: 'the review by agents', reason });
    return outcome({ coverage, notes: [...notes, `no agent reviewed: ${reason}`] });
  }

  let agents = 0;
  const refuted: string[] = [];
  const context: RunContext = {
    access,
    budget,
    clock: deps.ports.clock,
    signal,
    recorder: {
      known: new Set(),
      hash: deps.ports.hash,
      record: (payload) => {
        if (payload.type === 'verified' && payload.outcome === 'refuted') refuted.push(`refuted: ${payload.title}: ${payload.reason}`);
        return input.record(payload);
      },
    },
    repo,
    boundary,
    effort,
    system,
    maxRounds: deps.limits?.rounds ?? 24,
    onProgress: (progress) => input.onProgress(progress),
    nextAgent: () => `a${++agents}`,
  };
  const plan: Plan = small || effort === 'quick' || effort === 'thorough' ? expected : await askLead(context, units, specialists);
  await input.record({
    type: 'planned',
    effort,
    units: units.map(({ id, title, files: inUnit }) => ({ id, title, paths: inUnit.map(({ file }) => file.path) })),
    agents: plan.assignments.flatMap(({ unit, specialists: chosen }) =>
      chosen.map(({ name }) => ({ name, units: [unit.id], model: access.ids.specialist })),
    ),
    why: plan.why,
    estimate,
  });

  const limit = atMost(deps.limits?.concurrency ?? 16);
  const shown: string[] = [];
  let looked = 0;
  const results = await Promise.all(
    plan.assignments.map(async (assignment) => {
      const { unit } = assignment;
      const paths = new Set(unit.files.map(({ file }) => file.path));
      const lessons = lessonsForUnit(
        input.lessons,
        unit,
        assignment.specialists.map(({ name }) => name),
        input.symbols,
      );
      for (const event of lessons.events) await input.record(event);
      const all = { repo, boundary, unit, units, leads, lessons: lessons.shared };
      const shared = await sharedPrompt({ ...all, ...(incremental && { since: 'earlier' }) });
      shown.push(shared);
      const done = await runUnit(context, {
        assignment,
        shared,
        reading,
        ownLessons: (name) => lessons.own(name),
        judgements,
        leads: leads.filter(({ candidate }) => paths.has(candidate.anchor.path)),
        limit,
        emit,
      });
      for (const { name, end } of done.ends) {
        if (end.state === 'done') continue;
        const reason = end.reason ?? end.state;
        notes.push(`${name} did not finish ${unit.title}: ${reason}`);
        await input.record({ type: 'stopped', what: `${name} on ${unit.title}`, reason });
      }
      const specialistEnds = done.ends.filter(({ name }) => name !== 'verifier').map(({ end }) => end);
      const finished = specialistEnds.filter(({ state }) => state === 'done' || state === 'rounds');
      looked += finished.length;
      // what one of its specialists has not seen is shown again the next time
      if (finished.length > 0 && finished.length === specialistEnds.length) {
        const seenNow = unit.files.map(({ file: { path } }) => ({ path, hunks: byPath.get(path)!.hashes }));
        await input.record({ type: 'agent-covered', effort, files: seenNow });
      }
      // by the person alone: the review itself was not cancelled
      const missing = done.ends.filter(({ name, end }) => name !== 'verifier' && end.state === 'cancelled' && !signal.aborted);
      const reasons =
        finished.length === 0
          ? [`no agent finished looking at it: ${done.ends[0]?.end.reason ?? 'none was sent'}`]
          : missing.map(({ name, end }) => `${name} did not finish looking at it: ${end.reason ?? end.state}`);
      for (const reason of reasons) {
        for (const { file } of unit.files)
          coverage.push({ state: 'failed', path: file.path, hunks: byPath.get(file.path)!.hashes.length, reason });
      }
      return done.candidates;
    }),
  );
  let candidates = results.flat();
  if (effort === 'quick' || looked === 0 || signal.aborted) return outcome({ candidates, coverage });
  const revised = await reviseUntilSatisfied(context, {
    rubric: team.rubric,
    maxRounds: deps.limits?.revisions ?? 3,
    candidates,
    shown: shown.join('\n\n'),
    remarks: [...notes, ...refuted],
    judgements,
    leads,
    reading: reading('reviser'),
    emit,
  });
  candidates = revised.candidates;
  return outcome({ candidates, coverage, grade: revised.grade });
}

type ReviewedFile = {
  file: ChangedFile;
  hashes: string[];
  /** With the hunks that are new to the agents; absent when there are none. */
  shown?: UnitFile;
  /** Why a side of it cannot be read as text. */
  unread?: string;
};

/** What the team's ignore file leaves out is not read either where it did not change. */
async function withheld(contents: Contents): Promise<(path: string) => string | undefined> {
  const rules = await contents.readPath(ignoreFile);
  const ignored = parseIgnoreRules(rules.state === 'text' ? rules.text : '');
  return (path) => (ignored(path) === undefined ? undefined : `ignored: ${ignoreFile}`);
}

/** The changed files that agents may see, each with what of it they have not seen. */
async function unitFiles(deps: ModelReviewerDeps, repo: RepoReading, seen: Map<string, Set<string>>): Promise<ReviewedFile[]> {
  const files: ReviewedFile[] = [];
  for (const file of repo.changes.files) {
    if (file.skip !== undefined || file.hunks.length === 0 || file.kind !== 'text') continue;
    const unread = await unreadSide(repo, file);
    if (unread !== undefined) {
      files.push({ file, hashes: [], unread });
      continue;
    }
    const [old, now] = await Promise.all([sideLines(repo, file, 'old'), sideLines(repo, file, 'new')]);
    const hashes = await hunkHashes(repo, file, deps.ports.hash);
    const part = unseen(file, hashes, seen.get(file.path));
    if (!part) {
      files.push({ file, hashes });
      continue;
    }
    const diff = renderDiff(part, old, now, contextLines).join('\n');
    files.push({ file, hashes, shown: { file: part, tokens: estimateTextTokens(diff), text: signed(part, old, now) } });
  }
  return files;
}

/** Lines that cannot be shown are not taken for seen. */
async function unreadSide({ contents }: RepoReading, file: ChangedFile): Promise<string | undefined> {
  for (const side of ['old', 'new'] as const) {
    if (file.hunks.every((hunk) => hunk[side].endLine < hunk[side].startLine)) continue;
    const content = await contents.read(file, side);
    if (content.state !== 'text') return content.state === 'absent' ? `its ${side} side is gone` : content.reason;
  }
  return undefined;
}

/** The removed and added lines, each with its sign. */
function signed(file: ChangedFile, old: string[], now: string[]): string {
  const lines = (side: string[], { startLine, endLine }: { startLine: number; endLine: number }, sign: string): string[] =>
    side.slice(startLine - 1, endLine).map((line) => `${sign}${line}`);
  return file.hunks.flatMap((hunk) => [...lines(old, hunk.old, '-'), ...lines(now, hunk.new, '+')]).join('\n');
}
