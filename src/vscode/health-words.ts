/** The health of memory in a few words, for the title of the view. */
import type { MemoryHealth } from '../core/memory/health.js';
import { l10n } from './l10n.js';

/** `Healthy · 1,240 tokens`, or what is wrong, the gravest first: `2 harmful · 1 stale · 1,240 tokens`. */
export function healthSummary(healths: readonly MemoryHealth[]): string {
  const sum = (of: (health: MemoryHealth) => number) => healths.reduce((all, health) => all + of(health), 0);
  const broken = sum((h) => h.broken ?? 0);
  if (sum((h) => h.lessons) + broken === 0) return '';
  const wrong = [
    [broken, (n: number) => l10n.t('{0} broken', n)],
    [sum((h) => h.harmful), (n: number) => l10n.t('{0} harmful', n)],
    [sum((h) => h.contradictions), (n: number) => l10n.t('{0} contradicting', n)],
    [sum((h) => h.duplicates), (n: number) => l10n.t('{0} duplicate', n)],
    [sum((h) => h.stale), (n: number) => l10n.t('{0} stale', n)],
    [sum((h) => h.unused), (n: number) => l10n.t('{0} unused', n)],
  ] as const;
  const parts = wrong.flatMap(([n, words]) => (n > 0 ? [words(n)] : []));
  const tokens = sum((h) => h.tokens);
  const budget = sum((h) => h.budget ?? 0);
  return [...(parts.length > 0 ? parts : [l10n.t('healthy')]), tokenWords(tokens, budget)].join(' · ');
}

/** The budget is named where it is nearly used up. */
function tokenWords(tokens: number, budget: number): string {
  const [used, of] = [tokens.toLocaleString('en'), budget.toLocaleString('en')];
  return budget > 0 && tokens > namedFrom * budget ? l10n.t('{0} of {1} tokens', used, of) : l10n.t('{0} tokens', used);
}

const namedFrom = 0.8;
