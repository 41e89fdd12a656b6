/** One unit: its specialists side by side on one cached prefix, then what they found is merged, checked and verified. */
import type { Candidate } from '../finding.js';
import type { AgentEnd } from './agent-event.js';
import type { AgentTool } from './agent-tool.js';
import { checkCheaply } from './cheap-checks.js';
import { noteOutcome } from './note-outcome.js';
import { opening } from './shared-prompt.js';
import { judgeLeadTool, type Lead, type LeadJudgements } from './lead-finding.js';
import { mergeCandidates, saySame, withSource } from './merge-candidates.js';
import type { Assignment } from './plan.js';
import { type RunContext, runTask } from './run-context.js';
import type { Specialist } from './specialist.js';
import { type Reported, reportTools } from './tools/report-finding.js';
import { withRoleTools } from './tools/role-tools.js';
import { verifyCandidates } from './verifier.js';

export type UnitInput = {
  assignment: Assignment;
  /** See `sharedPrompt`. */
  shared: string;
  reading: AgentTool[];
  judgements: LeadJudgements;
  /** Analyzer findings of this unit: what repeats one of them only names its source. */
  leads: Lead[];
  /** Lets at most a few agents run at a time. */
  limit: <T>(task: () => Promise<T>) => Promise<T>;
  emit: (candidate: Candidate) => void;
};

export type UnitOutcome = { candidates: Candidate[]; ends: { name: string; end: AgentEnd }[] };

/** Reports of one agent, at most: a reviewer who finds more has lost the measure. */
const mostReports = 20;

export async function runUnit(context: RunContext, input: UnitInput): Promise<UnitOutcome> {
  const { assignment, limit } = input;
  const [first, ...rest] = assignment.specialists;
  if (!first) return { candidates: [], ends: [] };
  const done: { specialist: Specialist; end: AgentEnd; reported: Reported[] }[] = [];
  const run = async (specialist: Specialist, onStarted?: () => void): Promise<void> => {
    done.push({ specialist, ...(await runSpecialist(context, input, specialist, onStarted)) });
  };
  // the first call writes the shared prefix to the cache; the others, which read it, start when it is there
  let started: () => void = () => undefined;
  const cached = new Promise<void>((resolve) => (started = resolve));
  const firstRun = limit(() => run(first, started)).finally(started);
  await cached;
  await Promise.all([firstRun, ...rest.map((specialist) => limit(() => run(specialist)))]);
  const order = (name: string): number => assignment.specialists.findIndex((s) => s.name === name);
  done.sort((a, b) => order(a.specialist.name) - order(b.specialist.name));
  const ends = done.map(({ specialist, end }) => ({ name: specialist.name, end }));
  const reported = await settle(
    context,
    input,
    done.flatMap((d) => d.reported),
  );
  const verified = await limit(() =>
    verifyCandidates(context, { shared: input.shared, reading: input.reading, candidates: reported, emit: input.emit }),
  );
  return { candidates: verified.candidates.map((v) => v.candidate), ends: [...ends, ...verified.ends] };
}

async function runSpecialist(
  context: RunContext,
  input: UnitInput,
  specialist: Specialist,
  onStarted?: () => void,
): Promise<{ end: AgentEnd; reported: Reported[] }> {
  const { repo } = context;
  const paths = new Set(input.assignment.unit.files.map(({ file }) => file.path));
  const { tools, reports } = reportTools({ repo, specialist: specialist.name, most: mostReports, inUnit: (path) => paths.has(path) });
  const all = withRoleTools(input.reading, [judgeLeadTool(input.judgements, repo.redact), ...tools]);
  const end = await runTask(
    context,
    {
      role: 'specialist',
      name: specialist.name,
      model: context.access.ids.specialist,
      messages: opening(input.shared, specialist.focus),
      ...(onStarted && { onStarted }),
    },
    all,
  );
  for (const { reported, reason } of reports.withdrawn) await noteOutcome(context, reported.candidate, 'withdrawn', 'agent', reason);
  return { end, reported: [...reports.all] };
}

/** What is left once repetitions, and what a program can refute, are gone; each loss is written down. */
async function settle(context: RunContext, input: UnitInput, reported: Reported[]): Promise<Candidate[]> {
  const standing: Candidate[] = [];
  for (const { candidate, report } of reported) {
    const lead = input.leads.find((l) => saySame(l.candidate, candidate));
    if (lead) {
      lead.candidate = withSource(lead.candidate, candidate);
      input.judgements.judge(lead.id, 'confirmed', candidate.title);
      await noteOutcome(context, candidate, 'merged', 'check', 'an analyzer found it already');
      continue;
    }
    const check = context.signal.aborted
      ? ({ state: 'stands' } as const)
      : await checkCheaply(context.repo, candidate, report, context.signal);
    if (check.state === 'refuted') await noteOutcome(context, candidate, 'refuted', 'check', check.reason);
    else standing.push(candidate);
  }
  const { merged, duplicates } = mergeCandidates(standing);
  for (const { candidate, of } of duplicates) await noteOutcome(context, candidate, 'merged', 'check', `it says the same as “${of.title}”`);
  return merged;
}
