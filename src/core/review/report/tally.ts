/** What a report counts: the findings to look at, and how severe they are. */
import { type Finding, severities } from '../finding.js';

/** True for a finding that a person should look at now. */
export function isShown(finding: Finding): boolean {
  return finding.status === 'new' || finding.status === 'open' || finding.status === 'reappeared';
}

/** `1 critical, 3 medium`, worst first; empty without findings. */
export function severityCounts(findings: readonly Finding[]): string {
  return severities
    .map((severity) => ({ severity, count: findings.filter((f) => f.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`)
    .join(', ');
}
