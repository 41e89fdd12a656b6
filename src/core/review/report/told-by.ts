/** Which analyzers tell a finding, where its rule's name does not say it already. */
import { isOwnAnalyzer } from '../../analysis/own-analyzers.js';
import type { Finding } from '../finding.js';

/** Names in the order of their telling, each once, ours as `reverie`; empty when the rule's name says it. */
export function toldBy({ rule, source, also = [] }: Pick<Finding, 'rule' | 'source' | 'also'>): string[] {
  const isSaid = rule === undefined || isOwnAnalyzer(source) || rule.startsWith(`${source.name}/`);
  if (isSaid && also.length === 0) return [];
  return [...new Set([source, ...also].map((teller) => (isOwnAnalyzer(teller) ? 'reverie' : teller.name)))];
}
