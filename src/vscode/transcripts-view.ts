/** The Transcripts view: reviews and dreams, newest first, a page at a time. */
import * as vscode from 'vscode';
import type { TranscriptRecord } from '../core/transcript/transcript-store.js';
import type { RepoSession } from './repo-session.js';
import type { ReverieStore } from './reverie-store.js';
import { drawnWhenOpened, sessionTree, type AnyRow } from './session-tree.js';
import { transcriptNode, type MoreNode, type TranscriptNode } from './transcripts-tree.js';

export type TranscriptsRow = AnyRow<TranscriptNode | MoreNode>;
export type TranscriptsView = { tree: vscode.TreeView<TranscriptsRow>; dispose(): void };

const page = 50;

const aboutWords = { review: vscode.l10n.t('Review'), dream: vscode.l10n.t('Dream'), unreadable: vscode.l10n.t('Unreadable') };

export function transcriptsView(store: ReverieStore, log: vscode.LogOutputChannel): TranscriptsView {
  // a sealed transcript never changes
  const sealed = new Map<string, TranscriptRecord>();
  const read = async (session: RepoSession, id: string) => {
    const known = sealed.get(id);
    if (known) return known;
    const record = await session.reverie.transcript(id);
    if (record.state === 'sealed') sealed.set(id, record);
    return record;
  };
  const tree = sessionTree<TranscriptNode | MoreNode>(store, {
    parts: ['transcripts'],
    async nodes(session) {
      const entries = (await session.transcripts.get()).toSorted((a, b) => (timePart(a.id) < timePart(b.id) ? 1 : -1));
      const now = new Date();
      const shown = await Promise.all(entries.slice(0, page).map(async (entry) => transcriptNode(await read(session, entry.id), now)));
      const rest = entries.length - shown.length;
      return rest > 0 ? [...shown, { kind: 'more', id: 'more', title: vscode.l10n.t('{0} older ones are kept', rest) }] : shown;
    },
    item: (node, session) => transcriptItem(node, session),
    empty: vscode.l10n.t('No reviews yet'),
    log,
  });
  const view = vscode.window.createTreeView('reverie.transcripts', { treeDataProvider: tree.provider });
  const drawn = drawnWhenOpened(view);
  return {
    tree: view,
    dispose() {
      drawn.dispose();
      tree.dispose();
      view.dispose();
    },
  };
}

/** Ids are `<kind>-<time-ordered part>`. */
function timePart(id: string): string {
  return id.slice(id.lastIndexOf('-') + 1);
}

function transcriptItem(node: TranscriptNode | MoreNode, session: RepoSession): vscode.TreeItem {
  const item = new vscode.TreeItem(node.title);
  if (node.kind === 'more') return item;
  item.description = node.description;
  item.tooltip = `${node.title}\n${node.description}\n${node.transcript}`;
  item.iconPath = new vscode.ThemeIcon({ review: 'checklist', dream: 'sparkle', unreadable: 'warning' }[node.about]);
  item.contextValue = `transcript.${node.about}`;
  item.accessibilityInformation = { label: `${aboutWords[node.about]}: ${node.title}, ${node.description}` };
  item.command = { command: 'reverie.openTranscript', title: vscode.l10n.t('Open Transcript'), arguments: [{ session, node }] };
  return item;
}
