/** Which findings the tree shows: by severity, status, category and source, and by a text. What is left out is counted, never forgotten. */
import type { Candidate, Category, Finding, Severity } from '../core/review/finding.js';
import { markOf, type ShownReview } from './findings-tree.js';
import { l10n } from './l10n.js';
import { categoryWords, severityWords, statusWords } from './words.js';

export type FilterStatus = Finding['status'] | 'accepted' | 'held-back';

/** An empty list lets everything pass, as an empty text does. */
export type FindingsFilter = {
  severity: readonly Severity[];
  status: readonly FilterStatus[];
  category: readonly Category[];
  /** Names of analyzers and specialists. */
  source: readonly string[];
  /** Every word must stand somewhere in the finding. */
  text: string;
};

export const noFilter: FindingsFilter = { severity: [], status: [], category: [], source: [], text: '' };

export function isFiltering({ severity, status, category, source, text }: FindingsFilter): boolean {
  return severity.length + status.length + category.length + source.length > 0 || text.trim() !== '';
}

/** `left`: how many findings, shown or held back, the filter leaves out; `of`: of how many. */
export type FilteredReview = { shown: ShownReview; left: number; of: number };

export function filterReview(shown: ShownReview, filter: FindingsFilter): FilteredReview {
  const of = shown.findings.length + shown.heldBack.length + (shown.candidates?.length ?? 0);
  if (!isFiltering(filter)) return { shown, left: 0, of };
  const passes = passing(filter);
  const findings = shown.findings.filter((f) => passes(f, markOf(f, shown.accepted) === 'accepted' ? 'accepted' : f.status));
  const heldBack = shown.heldBack.filter((h) => passes(h.finding, 'held-back'));
  const candidates = shown.candidates?.filter((c) => passes(c, 'new'));
  const left = of - findings.length - heldBack.length - (candidates?.length ?? 0);
  // whoever looks for some findings does not look for files
  const { grade: _, ...rest } = shown;
  return { shown: { ...rest, findings, heldBack, coverage: [], ...(candidates && { candidates }) }, left, of };
}

function passing({ severity, status, category, source, text }: FindingsFilter): (finding: Candidate, is: FilterStatus) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return (finding, is) =>
    (severity.length === 0 || severity.includes(finding.severity)) &&
    // what was accepted is also new, open or reappeared
    (status.length === 0 ||
      status.includes(is) ||
      (is === 'accepted' && 'status' in finding && status.includes(finding.status as FilterStatus))) &&
    (category.length === 0 || category.includes(finding.category)) &&
    (source.length === 0 || source.includes(finding.source.name)) &&
    (words.length === 0 || saysAll(finding, words));
}

function saysAll(finding: Candidate, words: string[]): boolean {
  const { title, body, rule, category, severity, source, anchor, cwe } = finding;
  const identity = 'fingerprint' in finding ? [finding.fingerprint, 'id' in finding ? finding.id : ''] : [];
  const said = [
    title,
    body,
    rule,
    category,
    severity,
    severityWords[severity],
    source.name,
    anchor.path,
    anchor.symbol,
    ...(cwe ?? []),
    ...identity,
  ]
    .join('\n')
    .toLowerCase();
  return words.every((word) => said.includes(word));
}

/** What the filter asks for, in a few words: `High, Critical · security · “cart”`. */
export function filterWords({ severity, status, category, source, text }: FindingsFilter): string {
  return [
    severity.map((s) => severityWords[s]).join(', '),
    status.map((s) => statusWords[s]).join(', '),
    category.map((c) => categoryWords[c]).join(', '),
    source.join(', '),
    text.trim() === '' ? '' : l10n.t('“{0}”', text.trim()),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** A filter that was kept, whatever it is: what is not known of it lets everything pass. */
export function readFilter(kept: unknown): FindingsFilter {
  const given: Record<string, unknown> = typeof kept === 'object' && kept !== null ? (kept as Record<string, unknown>) : {};
  const known = <T extends string>(value: unknown, words: Record<T, string>): T[] =>
    Array.isArray(value) ? value.filter((v): v is T => typeof v === 'string' && Object.hasOwn(words, v)) : [];
  return {
    severity: known(given['severity'], severityWords),
    status: known(given['status'], statusWords),
    category: known(given['category'], categoryWords),
    source: Array.isArray(given['source']) ? given['source'].filter((v) => typeof v === 'string') : [],
    text: typeof given['text'] === 'string' ? given['text'] : '',
  };
}
