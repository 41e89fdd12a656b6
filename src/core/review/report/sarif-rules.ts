/** The rules of a review's findings as SARIF describes them, with what code scanning reads of them: tags, CWE ids, a severity number. */
import type { ReportingDescriptor } from 'sarif';
import { type Finding, severities, type Severity } from '../finding.js';
import { quotation } from '../../transcript/markdown-text.js';
import { messageText } from './sarif-message.js';

/** The rule's id, else who says it. */
export function ruleIdOf({ rule, source }: Pick<Finding, 'rule' | 'source'>): string {
  return rule ?? source.name;
}

export const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' } as const;

/** Code scanning's bands: above 9 critical, from 7 high, from 4 medium, below low. */
const securitySeverity: Record<Severity, string> = { critical: '9.5', high: '8.0', medium: '5.5', low: '3.0', info: '1.0' };

/** One descriptor for each rule id, in order of first sight. */
export function sarifRules(findings: readonly Finding[]): ReportingDescriptor[] {
  const byRule = new Map<string, Finding[]>();
  for (const finding of findings) {
    const list = byRule.get(ruleIdOf(finding));
    if (list) list.push(finding);
    else byRule.set(ruleIdOf(finding), [finding]);
  }
  return [...byRule].map(([id, of]) => descriptor(id, of));
}

function descriptor(id: string, of: Finding[]): ReportingDescriptor {
  const worst = severities.find((s) => of.some((f) => f.severity === s)) ?? 'info';
  const title = same(of.map((f) => f.title));
  const body = same(of.map((f) => f.body)) ?? '';
  const security = of.some((f) => f.security);
  const cwes = [...new Set(of.flatMap((f) => f.cwe ?? []).flatMap((cwe) => /^CWE-(\d{1,6})$/i.exec(cwe)?.[1] ?? []))].sort();
  const tags = [
    ...new Set(of.map((f) => f.category)),
    ...(security ? ['security'] : []),
    ...cwes.map((number) => `external/cwe/cwe-${number.padStart(3, '0')}`),
  ];
  return {
    id,
    shortDescription: { text: messageText(title ?? `Findings of ${id}`) || id },
    fullDescription: { text: messageText(body || (title ?? `Findings of ${id}`)) || id },
    ...(body.trim() !== '' && { help: { text: messageText(body), markdown: quotation(body).replace(/^> ?/gm, '') } }),
    defaultConfiguration: { level: levels[worst] },
    properties: {
      tags: [...new Set(tags)],
      precision: precision(Math.max(...of.map((f) => f.confidence))),
      'problem.severity': { error: 'error', warning: 'warning', note: 'recommendation' }[levels[worst]],
      ...(security && { 'security-severity': securitySeverity[worst] }),
    },
  };
}

/** The text that all of them share. */
function same(texts: string[]): string | undefined {
  return texts.every((text) => text === texts[0]) ? texts[0] : undefined;
}

function precision(confidence: number): string {
  if (confidence >= 0.9) return 'very-high';
  return confidence >= 0.7 ? 'high' : confidence >= 0.4 ? 'medium' : 'low';
}
