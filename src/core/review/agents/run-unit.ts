/** One unit: its specialists side by side on one cached prefix, then what they found is merged, checked and verified. */
import type { ChosenLesson } from '../../memory/choose-lessons.js';
import type { Candidate } from '../finding.js';
import type { AgentEnd } from './agent-event.js';
import type { AgentTool } from './agent-tool.js';
import { noteOutcome } from './note-outcome.js';
import { opening } from './shared-prompt.js';
import { judgeLeadTool } from './lead-finding.js';
import type { Assignment } from './plan.js';
import { type RunContext, runTask } from './run-context.js';
import type { Specialist } from './specialist.js';
import { type KnownLeads, settleReports } from './settle-reports.js';
import { type Reported, reportTools } from './tools/report-finding.js';
import { withRoleTools } from './tools/role-tools.js';
import { lessonsText } from './unit-lessons.js';
import { verifyCandidates } from './verifier.js';

export type UnitInput = KnownLeads & {
  assignment: Assignment;
  /** See `sharedPrompt`. */
  shared: string;
  /** The tools with which an agent of this name reads. */
  reading(agent: string): AgentTool[];
  /** Lessons addressed to one specialist alone. */
  ownLessons(specialist: string): ChosenLesson[];
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
  const reported = await settleReports(
    context,
    input,
    done.flatMap((d) => d.reported),
  );
  const verified = await limit(() =>
    verifyCandidates(context, { shared: input.shared, reading: input.reading('verifier'), candidates: reported, emit: input.emit }),
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
  const all = withRoleTools(input.reading(specialist.name), [
    judgeLeadTool(input.judgements, new Set(input.leads.map(({ id }) => id)), repo.redact),
    ...tools,
  ]);
  const lessons = input.ownLessons(specialist.name);
  const forYou = lessons.length > 0 ? `\n# Lessons for you\n${lessonsText(context.boundary, lessons)}` : '';
  const end = await runTask(
    context,
    {
      role: 'specialist',
      name: specialist.name,
      model: context.access.ids.specialist,
      messages: opening(input.shared, `${specialist.focus}${forYou}`),
      ...(onStarted && { onStarted }),
    },
    all,
  );
  for (const { reported, reason } of reports.withdrawn) await noteOutcome(context, reported.candidate, 'withdrawn', 'agent', reason);
  return { end, reported: [...reports.all] };
}
