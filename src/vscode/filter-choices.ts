/** What a filter of the shown findings can ask for, with how many findings each choice has. */
import type { Candidate } from '../core/review/finding.js';
import type { FilterStatus, FindingsFilter } from './findings-filter.js';
import { markOf, type ShownReview } from './findings-tree.js';
import { l10n } from './l10n.js';
import { categoryWords, severityWords, statusWords } from './words.js';

export type FilterChoice = { by: Exclude<keyof FindingsFilter, 'text'>; value: string; label: string; count: number };

/** Only choices that some finding has, each group in its own order. */
export function filterChoices(shown: readonly ShownReview[]): { title: string; choices: FilterChoice[] }[] {
  const all = shown.flatMap(statusOfAll);
  const group = (title: string, by: FilterChoice['by'], words: Record<string, string>, valueOf: (of: Judged) => string) => ({
    title,
    choices: Object.entries(words).flatMap(([value, label]): FilterChoice[] => {
      const count = all.filter((of) => valueOf(of) === value).length;
      return count > 0 ? [{ by, value, label, count }] : [];
    }),
  });
  const sources = [...new Set(all.map(({ finding }) => finding.source.name))].sort();
  return [
    group(l10n.t('Severity'), 'severity', severityWords, ({ finding }) => finding.severity),
    group(l10n.t('Status'), 'status', statusWords, ({ status }) => status),
    group(l10n.t('Category'), 'category', categoryWords, ({ finding }) => finding.category),
    group(l10n.t('Source'), 'source', Object.fromEntries(sources.map((s) => [s, s])), ({ finding }) => finding.source.name),
  ].filter(({ choices }) => choices.length > 0);
}

type Judged = { finding: Candidate; status: FilterStatus };

function statusOfAll({ findings, heldBack, candidates = [], accepted }: ShownReview): Judged[] {
  return [
    ...findings.map((finding) => ({ finding, status: markOf(finding, accepted) === 'accepted' ? ('accepted' as const) : finding.status })),
    ...heldBack.map(({ finding }) => ({ finding, status: 'held-back' as const })),
    ...candidates.map((finding) => ({ finding, status: 'new' as const })),
  ];
}
