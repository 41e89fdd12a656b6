/** The review by agents, whole: plan, units side by side, verification, outcome. What is found until something ends it is kept. */
import type { ChangedFile, ChangeSet, Contents } from '../../changes/change-set.js';
import type { FileCoverage } from '../../changes/coverage.js';
import { createBudget } from '../../model/create-budget.js';
import type { DaySpend } from '../../model/day-spend.js';
import { estimateTextTokens } from '../../model/estimate-tokens.js';
import type { ModelAccess } from '../../model/model-access.js';
import type { Ports, Redact } from '../../ports.js';
import type { AgentCovered } from '../../transcript/agent-events.js';
import type { Candidate, Finding } from '../finding.js';
import type { KnownFinding } from '../known-finding.js';
import { atMost } from './at-most.js';
import { carriedFindings } from './carry.js';
import { createBoundary } from './data-marking.js';
import { hunkHashes, seenHunks, unseen } from './incremental.js';
import { LeadJudgements, numberLeads } from './lead-finding.js';
import { askLead } from './lead.js';
import type { ModelReviewer, ModelReviewInput, ModelReviewOutcome } from './model-reviewer.js';
import { estimatePlan, fallbackPlan, isSmall, type Plan, solePlan } from './plan.js';
import system from './prompts/system.md';
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
  /** Agents at a time (default 6), answers of one agent (24), rounds of revision (3). */
  limits?: { concurrency?: number; rounds?: number; revisions?: number };
};

export function createModelReviewer(deps: ModelReviewerDeps): ModelReviewer {
  return { review: (input, emit) => reviewByAgents(deps, input, emit) };
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
  if (fresh.length === 0) {
    if (files.length > 0) notes.push('agents have seen every changed hunk before: nothing was sent');
    return outcome({});
  }
  const units = reviewUnits(fresh.map((f) => f.shown!));
  const incremental = fresh.some((f) => f.shown!.file.hunks.length < f.hashes.length) || fresh.length < files.length;
  const changedLines = fresh.reduce((sum, f) => sum + f.shown!.text.split('\n').length, 0);
  const specialists = [...builtInSpecialists, ...team.specialists];
  const boundary = createBoundary(deps.ports);
  const reading = readingTools(repo, input.lessons, boundary);
  const prefix = `${system}${JSON.stringify(withRoleTools(reading, []).map((t) => t.description))}`;
  const small = isSmall(units, changedLines, effort);
  const expected =
    small || effort === 'quick'
      ? solePlan(units, small ? 'a small change needs one agent' : 'a quick review')
      : fallbackPlan(units, specialists, effort, '');
  const estimate = estimatePlan(expected, access.ids, access.table, prefix, effort);
  if (input.approve && !(await input.approve(estimate))) {
    const reason = 'the person did not approve its cost';
    await input.record({ type: 'stopped', what: 'the review by agents', reason });
    return outcome({ notes: [...notes, `no agent reviewed: ${reason}`] });
  }

  let agents = 0;
  const context: RunContext = {
    access,
    budget,
    clock: deps.ports.clock,
    signal,
    recorder: { known: new Set(), hash: deps.ports.hash, record: (payload) => input.record(payload) },
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

  const limit = atMost(deps.limits?.concurrency ?? 6);
  const shown: string[] = [];
  const coverage: FileCoverage[] = [];
  const looked: { path: string; hunks: string[] }[] = [];
  const results = await Promise.all(
    plan.assignments.map(async (assignment) => {
      const { unit } = assignment;
      const paths = new Set(unit.files.map(({ file }) => file.path));
      const own = { repo, boundary, unit, units, leads, lessons: input.lessons };
      const shared = await sharedPrompt({ ...own, ...(incremental && { since: 'earlier' }) });
      shown.push(shared);
      const done = await runUnit(context, {
        assignment,
        shared,
        reading,
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
      const finished = done.ends.filter(({ name, end }) => name !== 'verifier' && (end.state === 'done' || end.state === 'rounds'));
      for (const { file } of unit.files) {
        const { path, hunks } = file;
        if (finished.length > 0) looked.push({ path, hunks: files.find((f) => f.file.path === path)!.hashes });
        else
          coverage.push({
            state: 'failed',
            path,
            hunks: hunks.length,
            reason: `no agent finished looking at it: ${done.ends[0]?.end.reason ?? 'none was sent'}`,
          });
      }
      return done.candidates;
    }),
  );
  let candidates = results.flat();
  if (looked.length > 0) await input.record({ type: 'agent-covered', effort, files: looked });
  if (effort === 'quick' || looked.length === 0 || signal.aborted) return outcome({ candidates, coverage });
  const revised = await reviseUntilSatisfied(context, {
    rubric: team.rubric,
    maxRounds: deps.limits?.revisions ?? 3,
    candidates,
    shown: shown.join('\n\n'),
    remarks: notes,
    reading,
    emit,
  });
  candidates = revised.candidates;
  return outcome({ candidates, coverage, grade: revised.grade });
}

type ReviewedFile = {
  file: ChangedFile;
  hashes: string[];
  /** With the hunks that are new to the agents; absent when there are none. */ shown?: UnitFile;
};

/** The changed files that agents may see, each with what of it they have not seen. */
async function unitFiles(deps: ModelReviewerDeps, repo: RepoReading, seen: Map<string, Set<string>>): Promise<ReviewedFile[]> {
  const files: ReviewedFile[] = [];
  for (const file of repo.changes.files) {
    if (file.skip !== undefined || file.hunks.length === 0 || file.kind !== 'text') continue;
    const [old, now] = await Promise.all([sideLines(repo, file, 'old'), sideLines(repo, file, 'new')]);
    if (old.length + now.length === 0) continue;
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

/** The removed and added lines, each with its sign. */
function signed(file: ChangedFile, old: string[], now: string[]): string {
  const lines = (side: string[], { startLine, endLine }: { startLine: number; endLine: number }, sign: string): string[] =>
    side.slice(startLine - 1, endLine).map((line) => `${sign}${line}`);
  return file.hunks.flatMap((hunk) => [...lines(old, hunk.old, '-'), ...lines(now, hunk.new, '+')]).join('\n');
}
