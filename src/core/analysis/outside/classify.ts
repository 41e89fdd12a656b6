/** What another analyzer's words for kind, weight and certainty are in ours. */
import type { Category, Severity } from '../../review/finding.js';

const byLevel: Record<string, Severity> = { error: 'high', warning: 'medium', note: 'low', none: 'info' };

/** `score` is a CVSS-like number of 0..10 as text (`security-severity`, as GitHub reads it): it decides when it is there. */
export function severityOf(level: string | undefined, score?: string): Severity {
  const value = score === undefined || score.trim() === '' ? Number.NaN : Number(score);
  if (value > 0 && value <= 10) return value >= 9 ? 'critical' : value >= 7 ? 'high' : value >= 4 ? 'medium' : 'low';
  return byLevel[level ?? 'warning'] ?? 'medium';
}

const words: [Category, RegExp][] = [
  ['security', /^(?:security|vulnerability|vulnerabilities|owasp|secret|secrets)\b|^(?:external\/)?cwe[-/]/i],
  ['concurrency', /\b(?:concurrency|async|race|thread(?:s|ing|-safety)?|deadlock)\b/i],
  ['resources', /\b(?:resources?|leaks?|memory)\b/i],
  ['error-handling', /\b(?:error-?handling|exceptions?)\b/i],
  ['performance', /\b(?:performance|perf|efficiency)\b/i],
  ['tests', /^(?:tests?|testing)\b/i],
  ['api', /\b(?:api|compatibility|deprecat\w*)\b/i],
  ['correctness', /\b(?:correctness|reliability|bugs?|problem|suspicious|usage)\b/i],
  [
    'maintainability',
    /\b(?:maintainability|readability|style|design|complexity|naming|pedantic|convention|layout|suggestion|useless-code|code-?smell|refactor)\b/i,
  ],
];

/** Analyzers that look for nothing else. */
const securityTools =
  /^(?:gosec|bandit|brakeman|trivy|gitleaks|trufflehog|snyk|njsscan|nodejsscan|tfsec|checkov|kics|detect-secrets|zizmor|security[-_].*)\b/i;

/** Security first: whatever says so once is enough. Without any word, an error is a matter of correctness and the rest of upkeep. */
export function categoryOf(input: {
  tags: string[];
  cwe: string[];
  tool: string;
  level: string | undefined;
  score?: string | undefined;
}): Category {
  if (input.cwe.length > 0 || input.score !== undefined || securityTools.test(input.tool)) return 'security';
  const tags = input.tags.slice(0, 50).map((tag) => tag.slice(0, 100));
  for (const [category, pattern] of words) if (tags.some((tag) => pattern.test(tag))) return category;
  return input.level === 'error' || input.level === undefined || input.level === 'warning' ? 'correctness' : 'maintainability';
}

const byPrecision: Record<string, number> = { 'very-high': 0.9, high: 0.8, medium: 0.6, low: 0.4 };

/** 0..1 by CodeQL's `precision`, or a `confidence` as gosec, Bandit and Semgrep give it. */
export function confidenceOf(said: (string | undefined)[]): number {
  for (const word of said) {
    const key = word?.toLowerCase().replace(/ confidence$/, '') ?? '';
    if (Object.hasOwn(byPrecision, key)) return byPrecision[key] ?? 0.7;
  }
  return 0.7;
}
