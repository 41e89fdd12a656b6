/** What is expected of a rule in one scope before any verdict in it: the rule's verdicts elsewhere, each wider scope shrunk toward the one around it. */
import type { Topic } from './lesson-draft.js';
import type { Observation } from './observation.js';
import { judge, noJudgements, usefulness } from './posterior.js';
import { inTopic } from './rule-state.js';
import { everywhere, holds, type ScopeKey, scopesOf } from './scope-lattice.js';

/**
 * Prior mean (0..1) that a finding is useful. A hierarchical Beta-binomial over the rule's nested scopes, from everywhere down to the folder around the
 * topic (for a code shape: its own scope), where each level counts only what lies outside the next one: no verdict speaks twice. `ofRule`
 * are the rule's observations, in time order.
 */
export function scopePrior(ofRule: Observation[], topic: Topic): number {
  const levels: ScopeKey[] =
    topic.scope === everywhere ? [] : scopesOf(topic.scope.replace(/\/$/, '/.')).filter((s) => s !== topic.scope && covers(s, topic));
  const nested = [...new Set([...levels.toReversed(), ...(topic.shape === undefined ? [] : [topic.scope])])];
  const own = new Set(inTopic(ofRule, topic));
  let prior = 0.5;
  for (const [i, level] of nested.entries()) {
    const inner = nested[i + 1];
    const judgements = noJudgements();
    for (const o of ofRule) {
      const { path } = o.subject;
      if (holds(level, path) && (inner === undefined ? !own.has(o) : !holds(inner, path))) judge(judgements, o);
    }
    prior = usefulness(judgements, prior);
  }
  return prior;
}

function covers(scope: ScopeKey, { scope: inner }: Topic): boolean {
  return scope === everywhere || (scope.endsWith('/') && scope !== './' && inner.startsWith(scope));
}
