/** Leads: what the analyzers found, as agents see and judge it. */
import type { Candidate } from '../finding.js';
import { agentTool, type AgentTool } from './agent-tool.js';
import { judgeLead } from './tools/role-tools.js';

export type Lead = { id: string; candidate: Candidate };
export type JudgedLead = { lead: Candidate; outcome: 'confirmed' | 'refuted' | 'not-checked'; reason: string };

export function numberLeads(candidates: Candidate[]): Lead[] {
  return candidates.map((candidate, i) => ({ id: `l${i + 1}`, candidate }));
}

export function leadText({ id, candidate }: Lead): string {
  const { anchor, severity, title, source, rule } = candidate;
  const place = anchor.state === 'exact' ? `${anchor.path}:${anchor.startLine}${anchor.side === 'old' ? ' (old side)' : ''}` : anchor.path;
  return `${id} ${place} ${severity} ${title} [${rule ?? source.name}]`;
}

/** Judgements of leads by all agents of a review. Any confirmation outweighs refutations: analyzers are deterministic, agents are not. */
export class LeadJudgements {
  readonly #leads: Map<string, Lead>;
  readonly #said = new Map<string, { outcome: 'confirmed' | 'refuted'; reason: string }>();

  constructor(leads: Lead[]) {
    this.#leads = new Map(leads.map((lead) => [lead.id, lead]));
  }

  judge(id: string, outcome: 'confirmed' | 'refuted', reason: string): boolean {
    if (!this.#leads.has(id)) return false;
    if (this.#said.get(id)?.outcome !== 'confirmed') this.#said.set(id, { outcome, reason });
    return true;
  }

  all(): JudgedLead[] {
    return [...this.#leads.values()].map(({ id, candidate }) => ({
      lead: candidate,
      ...(this.#said.get(id) ?? { outcome: 'not-checked' as const, reason: 'no agent looked at it' }),
    }));
  }
}

/** `own`: ids of the leads that the agent is shown; it can say nothing of others. */
export function judgeLeadTool(judgements: LeadJudgements, own: ReadonlySet<string>, redact: (text: string) => string): AgentTool {
  return agentTool({
    ...judgeLead,
    run: async ({ lead, outcome, reason }) =>
      own.has(lead) && judgements.judge(lead, outcome, redact(reason))
        ? { text: 'Noted.' }
        : { text: `There is no lead ${lead} in your unit.`, isError: true },
  });
}
