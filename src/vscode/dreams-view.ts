/** The Dreams view: the next dream, proposals that wait, then the journal, newest first. Its rows come on demand. */
import * as vscode from 'vscode';
import type { DreamsViewNode } from './dreams-rows.js';
import type * as onDemandBundle from './on-demand.js';
import type { ReverieStore } from './reverie-store.js';
import { drawnWhenOpened, sessionTree, type AnyRow } from './session-tree.js';

export type DreamsRow = AnyRow<DreamsViewNode>;
export type DreamsView = { tree: vscode.TreeView<DreamsRow>; dispose(): void };

/** "Tonight" and "5 min ago" grow old. */
const tellAgainMs = 60_000;

export function dreamsView(store: ReverieStore, load: () => typeof onDemandBundle, log: vscode.LogOutputChannel): DreamsView {
  const changed = new vscode.EventEmitter<void>();
  const tree = sessionTree<DreamsViewNode>(store, {
    parts: ['dreams'],
    nodes: (session) => load().dreamsNodes(session),
    item: (node, session) => load().dreamsItem(node, session),
    empty: vscode.l10n.t('No dreams yet'),
    refresh: (now) => changed.event(now),
    log,
  });
  const view = vscode.window.createTreeView('reverie.dreams', { treeDataProvider: tree.provider, showCollapseAll: true });
  const drawn = drawnWhenOpened(view);
  const again = () => {
    if (view.visible) changed.fire();
  };
  const clock = setInterval(again, tellAgainMs);
  const subscriptions = [
    // a review or a verdict is something to dream about; a dream begins and ends
    store.subscribe(({ part }) => {
      if (part === 'transcripts' || (part === 'findings' && !store.sessions.some((s) => s.reviewing))) again();
    }),
    vscode.workspace.onDidChangeConfiguration((e) => {
      if (e.affectsConfiguration('reverie.dream')) again();
    }),
  ];
  return {
    tree: view,
    dispose() {
      clearInterval(clock);
      for (const subscription of subscriptions) subscription.dispose();
      drawn.dispose();
      changed.dispose();
      tree.dispose();
      view.dispose();
    },
  };
}
