/** Outcomes: the review is graded, revised where it falls short, and graded again, up to a number of rounds. */
import type { Grade } from '../../transcript/agent-events.js';
import type { Candidate } from '../finding.js';
import { agentTool, type AgentTool } from './agent-tool.js';
import { asData } from './data-marking.js';
import { gradeReview } from './grader.js';
import { saySame, withSource } from './merge-candidates.js';
import { noteOutcome } from './note-outcome.js';
import reviser from './prompts/reviser.md';
import type { Rubric } from './rubric.js';
import { type RunContext, runTask } from './run-context.js';
import { type KnownLeads, settleReports } from './settle-reports.js';
import { cutShown, opening } from './shared-prompt.js';
import { reportTools } from './tools/report-finding.js';
import { withdrawFinding, withRoleTools } from './tools/role-tools.js';
import { claimText, verifyCandidates } from './verifier.js';

export type ReviseInput = KnownLeads & {
  rubric: Rubric;
  /** Rounds of revision, at most. */
  maxRounds: number;
  candidates: Candidate[];
  shown: string;
  remarks: string[];
  reading: AgentTool[];
  emit: (candidate: Candidate) => void;
};

const mostReports = 20;

/** Characters of the change that a reviser is shown: a unit whole, several as far as they fit. */
const mostShown = 120_000;

/** Every grade is recorded; the last one is given. What a revision withdraws is no candidate any more. */
export async function reviseUntilSatisfied(context: RunContext, input: ReviseInput): Promise<{ candidates: Candidate[]; grade: Grade }> {
  let { candidates } = input;
  for (let round = 0; ; round++) {
    const { grade, todo } = await gradeReview(context, { ...input, candidates, round });
    const last = grade.state === 'needs-revision' && round >= input.maxRounds;
    const told: Grade = last
      ? { ...grade, state: 'limit-reached', reason: `${input.maxRounds} rounds of revision were not enough` }
      : grade;
    await context.recorder.record({ type: 'graded', round, grade: told });
    if (told.state !== 'needs-revision') return { candidates, grade: told };
    const revised = await revise(context, input, candidates, todo);
    candidates = revised.candidates;
    if (revised.stopped !== undefined) {
      const failed: Grade = { ...told, state: 'failed', reason: revised.stopped };
      await context.recorder.record({ type: 'graded', round, grade: failed });
      return { candidates, grade: failed };
    }
  }
}

async function revise(
  context: RunContext,
  input: ReviseInput,
  candidates: Candidate[],
  todo: string[],
): Promise<{ candidates: Candidate[]; stopped?: string }> {
  const standing = new Map(candidates.map((candidate, i) => [`r${i + 1}`, candidate]));
  const { tools, reports } = reportTools({ repo: context.repo, specialist: 'reviser', most: mostReports });
  const withdraw = agentTool({
    ...withdrawFinding,
    async run({ finding, reason }) {
      const candidate = standing.get(finding);
      if (!candidate) return tools[1].run({ finding, reason }, { signal: context.signal });
      standing.delete(finding);
      await noteOutcome(context, candidate, 'withdrawn', 'lead', context.repo.redact(reason));
      return { text: `${finding} is withdrawn.` };
    },
  });
  const list = [...standing].map(([id, candidate]) => claimText(id, candidate)).join('\n\n') || 'No findings.';
  const own = [
    reviser,
    `# What is not met\n${asData(context.boundary, 'grade', todo.join('\n'))}`,
    `# The findings\n${asData(context.boundary, 'findings', list)}`,
  ].join('\n\n');
  const shared = cutShown(input.shown, context.boundary, mostShown);
  const end = await runTask(
    context,
    { role: 'lead', name: 'reviser', model: context.access.ids.lead, messages: opening(shared, own) },
    withRoleTools(input.reading, [tools[0], withdraw]),
  );
  for (const { reported, reason } of reports.withdrawn) await noteOutcome(context, reported.candidate, 'withdrawn', 'agent', reason);
  const fresh: Candidate[] = [];
  for (const candidate of await settleReports(context, input, reports.all)) {
    const twin = [...standing].find(([, other]) => saySame(other, candidate));
    if (!twin) {
      fresh.push(candidate);
      continue;
    }
    standing.set(twin[0], withSource(twin[1], candidate));
    await noteOutcome(context, candidate, 'merged', 'check', `it says the same as “${twin[1].title}”`);
  }
  const verified = await verifyCandidates(context, { shared, reading: input.reading, candidates: fresh, emit: input.emit });
  const kept = [...standing.values(), ...verified.candidates.map((v) => v.candidate)];
  return { candidates: kept, ...(end.state !== 'done' && end.state !== 'rounds' && { stopped: end.reason ?? end.state }) };
}
