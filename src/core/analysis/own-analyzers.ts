/** The names of our own analyzers, as findings keep them: whatever else is an analyzer came from outside. */
import type { FindingSource } from '../review/finding.js';

const own = new Set(['rules', 'change-checks', 'cross-file']);

export function isOwnAnalyzer({ kind, name }: Pick<FindingSource, 'kind' | 'name'>): boolean {
  return kind === 'analyzer' && own.has(name);
}

/** True when the source could have said it again in this review: it is ours, a specialist, or an analyzer of those that were heard. */
export function wasHeard(source: Pick<FindingSource, 'kind' | 'name'>, heard: ReadonlySet<string>): boolean {
  return source.kind !== 'analyzer' || isOwnAnalyzer(source) || heard.has(source.name);
}
