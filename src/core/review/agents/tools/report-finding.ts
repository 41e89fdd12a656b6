/** `report_finding` and `withdraw_finding`: what an agent has to say, checked at once so that it can mend a wrong place itself. */
import type { Candidate } from '../../finding.js';
import { agentTool, type AgentTool } from '../agent-tool.js';
import { checkReport, type ReportedFinding } from '../reported-finding.js';
import type { RepoReading } from './repo-reading.js';
import { reportFinding, withdrawFinding } from './role-tools.js';

export type Reported = { id: string; candidate: Candidate; report: ReportedFinding };

/** What one agent has reported and not withdrawn. */
export type Reports = { readonly all: Reported[]; readonly withdrawn: { reported: Reported; reason: string }[] };

export type ReportOptions = {
  repo: RepoReading;
  specialist: string;
  /** Reports at most; more are refused, so that the best are chosen. */
  most: number;
  /** Whether a path is in the unit under review; a report elsewhere is refused. Absent: all are. */
  inUnit?: (path: string) => boolean;
  onReport?: (reported: Reported) => void;
};

export function reportTools({ repo, specialist, most, inUnit = () => true, onReport }: ReportOptions): {
  tools: [AgentTool, AgentTool];
  reports: Reports;
} {
  const reports: { all: Reported[]; withdrawn: { reported: Reported; reason: string }[] } = { all: [], withdrawn: [] };
  let next = 1;
  const report = agentTool({
    ...reportFinding,
    async run(input) {
      if (reports.all.length >= most)
        return { text: `You have reported ${most} findings already. Withdraw a weaker one first.`, isError: true };
      const checked = await checkReport(repo, specialist, input);
      if (checked.state === 'wrong') return { text: checked.why, isError: true };
      const { candidate, notes } = checked;
      if (!inUnit(candidate.anchor.path))
        return { text: `${candidate.anchor.path} is not in your unit: another agent reviews it.`, isError: true };
      const twin = reports.all.find((r) => isSame(r.candidate, candidate));
      if (twin) return { text: `That is ${twin.id} already.` };
      const reported = { id: `f${next++}`, candidate, report: input };
      reports.all.push(reported);
      onReport?.(reported);
      return { text: [`Noted as ${reported.id}.`, ...notes].join('\n') };
    },
  });
  const withdraw = agentTool({
    ...withdrawFinding,
    async run({ finding, reason }) {
      const index = reports.all.findIndex((r) => r.id === finding);
      if (index < 0)
        return { text: `There is no ${finding}. Yours are ${reports.all.map((r) => r.id).join(', ') || 'none'}.`, isError: true };
      const [reported] = reports.all.splice(index, 1);
      reports.withdrawn.push({ reported: reported!, reason: repo.redact(reason) });
      return { text: `${finding} is withdrawn.` };
    },
  });
  return { tools: [report, withdraw], reports };
}

function isSame(a: Candidate, b: Candidate): boolean {
  return (
    a.anchor.path === b.anchor.path &&
    a.anchor.quote === b.anchor.quote &&
    a.anchor.side === b.anchor.side &&
    a.title.toLowerCase() === b.title.toLowerCase()
  );
}
