/** What a language server or a linter of the editor shows in Problems itself is not shown there a second time. */
import type { Finding } from '../../core/review/finding.js';

export function isShownByOthers({ source, also = [] }: Pick<Finding, 'source' | 'also'>): boolean {
  return [source, ...also].some(({ via }) => via === 'editor');
}
