/** What agents do and what they cost, in few words: for the status bar, the progress and the Findings view. */
import type { AgentProgress } from '../../core/review/agents/model-reviewer.js';
import type { ReviewReport } from '../../core/review/review-report.js';
import { count } from '../words.js';
import { l10n } from '../l10n.js';

/** `0.12 USD, 14 requests, satisfied`; empty when no model was asked. Without a known price, tokens stand for the USD. */
export function costWords({ review, usage }: Pick<ReviewReport, 'review' | 'usage'>): string {
  if (usage.requests === 0) return '';
  const paid = usage.costUsd === null ? tokenWords(usage.inputTokens + usage.outputTokens) : usdWords(usage.costUsd);
  return [paid, count(usage.requests, 'request'), review.grade ? gradeWords[review.grade.state] : ''].filter(Boolean).join(', ');
}

export const gradeWords = {
  satisfied: l10n.t('satisfied'),
  'needs-revision': l10n.t('needs revision'),
  'limit-reached': l10n.t('limit reached'),
  failed: l10n.t('not graded'),
} as const;

/** `0.12 USD`; of less than a cent, so many digits that it is not 0. */
export function usdWords(usd: number): string {
  return `${usd >= 0.01 || usd === 0 ? usd.toFixed(2) : usd.toFixed(4)} USD`;
}

/** `900 tokens`, `12k tokens`, `1.3M tokens`. */
export function tokenWords(tokens: number): string {
  if (tokens < 1_000) return count(tokens, 'token');
  return tokens < 1_000_000 ? l10n.t('{0}k tokens', Math.round(tokens / 1_000)) : l10n.t('{0}M tokens', (tokens / 1_000_000).toFixed(1));
}

/** Those at work now, and what all have cost until now: `reviewer: thinks · verifier: starts · 0.03 USD`. */
export function agentsWords(agents: readonly AgentProgress[]): string {
  const busy = agents.filter((a) => !isOver(a)).map((a) => `${a.name}: ${a.doing}`);
  const shown = busy.slice(0, 3);
  const more = busy.length > shown.length ? [l10n.t('{0} more', busy.length - shown.length)] : [];
  return [...shown, ...more, paidWords(agents)].filter(Boolean).join(' · ');
}

/** One line for each agent, for a tooltip: `reviewer: thinks, 3 requests, 12k tokens, 0.03 USD`. */
export function agentLines(agents: readonly AgentProgress[]): string[] {
  return agents.map((agent) => `${agent.name}: ${agentWords(agent)}`);
}

/** `thinks, 3 requests, 12k tokens, 0.03 USD`. */
export function agentWords(agent: AgentProgress): string {
  const spent = agent.requests > 0 ? [count(agent.requests, 'request'), tokenWords(agent.tokens), paidWords([agent])] : [];
  return [agent.state === 'stopped' ? l10n.t('stopped by you') : agent.doing, ...spent].filter(Boolean).join(', ');
}

/** How many agents are at work. */
export function busyAgents(agents: readonly AgentProgress[]): number {
  return agents.filter((a) => !isOver(a)).length;
}

export function isOver({ state }: AgentProgress): boolean {
  return state !== 'working';
}

/** Empty where the price is not known or nothing was paid. */
function paidWords(agents: readonly AgentProgress[]): string {
  let sum = 0;
  for (const { costUsd } of agents) {
    if (costUsd === null) return '';
    sum += costUsd;
  }
  return sum > 0 ? usdWords(sum) : '';
}
