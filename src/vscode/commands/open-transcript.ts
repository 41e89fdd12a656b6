/** Opens a transcript as a readable document. */
import { transcriptUri } from '../documents.js';
import type { RepoSession } from '../repo-session.js';
import { transcriptNode } from '../transcripts-tree.js';
import type { TranscriptsRow } from '../transcripts-view.js';
import { showReadable } from './show-readable.js';

export async function openTranscript(row?: TranscriptsRow): Promise<void> {
  if (row?.node.kind === 'transcript') await showReadable(transcriptUri(row.session, row.node.transcript, row.node.document));
}

export async function openTranscriptById(session: RepoSession, id: string): Promise<void> {
  const { document } = transcriptNode(await session.reverie.transcript(id), new Date());
  await showReadable(transcriptUri(session, id, document));
}
