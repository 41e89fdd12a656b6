/** Opens one dream of the journal as a readable document. */
import { dreamUri } from '../documents.js';
import type { DreamsRow } from '../dreams-view.js';
import type { RepoSession } from '../repo-session.js';
import { showReadable } from './show-readable.js';

/** From a row of the Dreams view, or from a proposal by its dream's id. */
export async function openDream(from?: DreamsRow | { session: RepoSession; dream: string }): Promise<void> {
  if (!from) return;
  const dream = 'dream' in from ? from.dream : from.node.kind === 'dream' ? from.node.report.dream : undefined;
  if (dream !== undefined) await showReadable(dreamUri(from.session, dream));
}
