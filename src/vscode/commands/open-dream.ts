/** Opens one dream of the journal as a readable document. */
import { dreamUri } from '../documents.js';
import type { DreamsRow } from '../dreams-view.js';
import type { RepoSession } from '../repo-session.js';
import { showReadable } from './show-readable.js';
import { l10n } from '../l10n.js';

/** From a row of the Dreams view, or from a proposal by its dream's id. */
export async function openDream(from?: DreamsRow | { session: RepoSession; dream: string }): Promise<void> {
  if (!from) return;
  const dream = 'dream' in from ? from.dream : from.node.kind === 'dream' ? from.node.report.dream : undefined;
  const report = (await from.session.journal.get()).find((d) => d.dream === dream);
  if (report) await showReadable(dreamUri(from.session, report.dream, report.startedAt));
  else if (dream !== undefined) throw new Error(l10n.t('The journal has no dream {0}', dream));
}
