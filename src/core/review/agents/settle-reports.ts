/** What is left of reports once repetitions, and what a program can refute, are gone; each loss is written down. */
import type { Candidate } from '../finding.js';
import { checkCheaply } from './cheap-checks.js';
import type { Lead, LeadJudgements } from './lead-finding.js';
import { mergeCandidates, saySame, withSource } from './merge-candidates.js';
import { noteOutcome } from './note-outcome.js';
import type { RunContext } from './run-context.js';
import type { Reported } from './tools/report-finding.js';

export type KnownLeads = {
  judgements: LeadJudgements;
  /** Analyzer findings where was looked: what repeats one of them only names its source. */
  leads: Lead[];
};

export async function settleReports(context: RunContext, { judgements, leads }: KnownLeads, reported: Reported[]): Promise<Candidate[]> {
  const standing: Candidate[] = [];
  for (const { candidate, report } of reported) {
    const lead = leads.find((l) => saySame(l.candidate, candidate));
    if (lead) {
      lead.candidate = withSource(lead.candidate, candidate);
      judgements.judge(lead.id, 'confirmed', candidate.title);
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
