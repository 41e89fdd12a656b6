/** Which analyzers tell a finding, where its rule's name does not say it already. */
import type { Finding } from '../finding.js';

/** Analyzers of our own: of theirs the rule is enough. */
const own = new Set(['rules', 'change-checks', 'cross-file']);

/** Names in the order of their telling, each once, ours as `reverie`; empty when the rule's name says it. */
export function toldBy({ rule, source, also = [] }: Pick<Finding, 'rule' | 'source' | 'also'>): string[] {
  const isSaid = rule === undefined || own.has(source.name) || rule.startsWith(`${source.name}/`);
  if (isSaid && also.length === 0) return [];
  return [...new Set([source, ...also].map(({ name }) => (own.has(name) ? 'reverie' : name)))];
}
