/** A verifier in its own context tries to refute what others found. */
import type { Candidate } from '../finding.js';
import type { AgentEnd } from './agent-event.js';
import { agentTool, type AgentTool } from './agent-tool.js';
import { asData } from './data-marking.js';
import prompt from './prompts/verifier.md';
import { type RunContext, runTask } from './run-context.js';
import { noteOutcome } from './note-outcome.js';
import { opening } from './shared-prompt.js';
import { judgeFindings, withRoleTools } from './tools/role-tools.js';

export type VerifiedCandidate = { candidate: Candidate; outcome: 'confirmed' | 'plausible'; reason: string };

export type VerifyInput = {
  shared: string;
  reading: AgentTool[];
  candidates: Candidate[];
  /** Hears each candidate that stands, as soon as that is known. */
  emit: (candidate: Candidate) => void;
};

/** A candidate that nobody judged (a budget, a failure, an abort) stands as plausible: what was found is kept. */
export async function verifyCandidates(
  context: RunContext,
  input: VerifyInput,
): Promise<{ candidates: VerifiedCandidate[]; ends: { name: string; end: AgentEnd }[] }> {
  const { candidates, emit } = input;
  const open = new Map(candidates.map((candidate, i) => [`c${i + 1}`, candidate]));
  const standing: VerifiedCandidate[] = [];
  const ends: { name: string; end: AgentEnd }[] = [];
  const settle = async (
    id: string,
    outcome: 'confirmed' | 'plausible' | 'refuted',
    reason: string,
    by: 'verifier' | 'check',
  ): Promise<void> => {
    const candidate = open.get(id);
    if (!candidate) return;
    open.delete(id);
    await noteOutcome(context, candidate, outcome, by, reason);
    if (outcome === 'refuted') return;
    const confidence = outcome === 'confirmed' ? Math.max(candidate.confidence, 0.85) : Math.min(candidate.confidence, 0.7);
    const verified = { ...candidate, confidence };
    standing.push({ candidate: verified, outcome, reason });
    emit(verified);
  };
  if (candidates.length > 0 && !context.signal.aborted && context.effort !== 'quick') {
    const judge = agentTool({
      ...judgeFindings,
      async run({ judgements }) {
        const unknown = judgements.filter(({ id }) => !open.has(id)).map(({ id }) => id);
        for (const { id, outcome, reason } of judgements) await settle(id, outcome, context.repo.redact(reason), 'verifier');
        const left = [...open.keys()];
        const rest = left.length > 0 ? `Still to judge: ${left.join(', ')}.` : 'All are judged.';
        return { text: unknown.length > 0 ? `Not to judge (any more): ${unknown.join(', ')}. ${rest}` : rest };
      },
    });
    const list = [...open].map(([id, candidate]) => claimText(id, candidate)).join('\n\n');
    const end = await runTask(
      context,
      {
        role: 'verifier',
        name: 'verifier',
        model: context.access.ids.verifier,
        messages: opening(input.shared, `${prompt}\n# Findings to judge\n${asData(context.boundary, 'findings', list)}`),
      },
      withRoleTools(input.reading, [judge]),
      context.maxRounds,
      () => open.size === 0,
    );
    ends.push({ name: 'verifier', end });
  }
  const why =
    context.effort === 'quick'
      ? 'its place and quote were checked; no verifier in a quick review'
      : 'its place and quote were checked; no verifier judged it';
  for (const id of Array.from(open.keys())) await settle(id, 'plausible', why, 'check');
  return { candidates: standing, ends };
}

export function claimText(id: string, { anchor, severity, category, title, body }: Candidate): string {
  const place = anchor.state === 'exact' ? `${anchor.path}:${anchor.startLine}-${anchor.endLine} (${anchor.side} side)` : anchor.path;
  return `${id} [${severity}, ${category}] ${place}: ${title}\n${anchor.quote ?? ''}\n${body}`;
}
