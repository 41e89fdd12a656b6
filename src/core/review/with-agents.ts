/** Joins the agents' part of a review to what the analyzers found. */
import { isSecurity } from '../analysis/security.js';
import { HumanError } from '../human-error.js';
import type { FileCoverage } from '../changes/coverage.js';
import type { Grade } from '../transcript/agent-events.js';
import type { Usage } from '../transcript/transcript-event.js';
import type { JudgedLead } from './agents/lead-finding.js';
import type { ModelReviewer, ModelReviewInput, ModelReviewOutcome } from './agents/model-reviewer.js';
import { saySame } from './agents/merge-candidates.js';
import type { Candidate } from './finding.js';

export type AgentsPart = {
  candidates: Candidate[];
  coverage: FileCoverage[];
  grade?: Grade;
  usage: Omit<Usage, 'wallMs'>;
  notes: string[];
};

/** The analyzers' findings with what agents say of them, then the agents' own, then those of earlier reviews that still stand. */
export async function withAgents(
  agents: ModelReviewer,
  input: ModelReviewInput,
  emit: (candidate: Candidate) => void,
): Promise<AgentsPart> {
  const { candidates, leads, carried, coverage, grade, usage, notes } = await agents
    .review(input, emit)
    .catch((error: unknown) => withoutAgents(input, error));
  const fresh = [...leads.map(judgedLead), ...candidates];
  // what an agent found again is not carried beside it
  const kept = carried.filter((old) => !fresh.some((c) => saySame(c, old)));
  return { candidates: [...fresh, ...kept], coverage, usage, notes, ...(grade && { grade }) };
}

/** What the analyzers found does not depend on the agents. */
function withoutAgents({ leads }: ModelReviewInput, error: unknown): ModelReviewOutcome {
  const reason = error instanceof HumanError ? `${error.message}. ${error.next}` : error instanceof Error ? error.message : String(error);
  return {
    candidates: [],
    leads: leads.map((lead) => ({ lead, outcome: 'not-checked', reason: 'no agent looked at it' })),
    carried: [],
    coverage: [],
    usage: { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: null, requests: 0 },
    notes: [`the agents failed: ${reason}`],
  };
}

/** A refuted lead is shown last and says why; for a security finding the doubt is only added. */
function judgedLead({ lead, outcome, reason }: JudgedLead): Candidate {
  if (outcome === 'not-checked') return lead;
  if (outcome === 'confirmed') return { ...lead, confidence: Math.max(lead.confidence, 0.85) };
  const body = `${lead.body}\n\nAn agent looked at this and doubts it: ${reason}`.trimStart();
  return isSecurity(lead) ? { ...lead, body } : { ...lead, body, severity: 'info', confidence: Math.min(lead.confidence, 0.2) };
}
