/** What a person types as a commit, a branch, a tag or a range, checked before git sees it. */
import { l10n } from './l10n.js';

/** A name git could know (`HEAD~1`, `origin/main`, `v1.0^{}`): never an option, never with characters that no ref may hold. */
export function refProblem(text: string): string | undefined {
  const ref = text.trim();
  if (ref === '') return l10n.t('Enter a commit, a branch or a tag');
  if (/^[-.]|[.]$|[\s\p{Cc}:?*[\\]|\.\.|\/\./u.test(ref)) return l10n.t('This cannot be the name of a commit, a branch or a tag');
  return undefined;
}

/** `A..B`, as two refs. */
export function parseRange(text: string): { from: string; to: string } | undefined {
  const [from, to, more] = text.trim().split('..');
  if (from === undefined || to === undefined || more !== undefined || refProblem(from) || refProblem(to)) return undefined;
  return { from, to };
}
