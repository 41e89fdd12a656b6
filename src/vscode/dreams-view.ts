/** The Dreams view: proposals that wait, then the journal, newest first. */
import * as vscode from 'vscode';
import { dreamsTree, type DreamNode, type DreamsNode } from './dreams-tree.js';
import { memoryTree, type MemoryGroupNode, type ProposalNode } from './memory-tree.js';
import { waitingIds, type RepoSession } from './repo-session.js';
import type { ReverieStore } from './reverie-store.js';
import { collapsible, drawnWhenOpened, sessionTree, type AnyRow } from './session-tree.js';

type Node = DreamsNode | MemoryGroupNode | ProposalNode;
export type DreamsRow = AnyRow<Node>;
export type DreamsView = { tree: vscode.TreeView<DreamsRow>; dispose(): void };

const icons: Record<DreamNode['icon'], vscode.ThemeIcon> = {
  learned: new vscode.ThemeIcon('sparkle', new vscode.ThemeColor('charts.purple')),
  nothing: new vscode.ThemeIcon('circle-outline'),
  skipped: new vscode.ThemeIcon('debug-step-over', new vscode.ThemeColor('disabledForeground')),
  failed: new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground')),
};

export function dreamsView(store: ReverieStore, log: vscode.LogOutputChannel): DreamsView {
  const tree = sessionTree<Node>(store, {
    parts: ['dreams'],
    async nodes(session) {
      const [journal, proposals, memory] = await Promise.all([session.journal.get(), session.proposals.get(), session.memory.get()]);
      const waiting = memoryTree(memory, proposals).filter((n) => n.kind === 'group' && n.what === 'waiting') as MemoryGroupNode[];
      return [...waiting, ...dreamsTree(journal, memory.lessons, new Date(), waitingIds(proposals))];
    },
    item: (node, session) => dreamsItem(node, session),
    empty: vscode.l10n.t('No dreams yet'),
    log,
  });
  const view = vscode.window.createTreeView('reverie.dreams', { treeDataProvider: tree.provider, showCollapseAll: true });
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

function dreamsItem(node: Node, session: RepoSession): vscode.TreeItem {
  const item = new vscode.TreeItem(node.title, node.kind === 'proposal' || node.kind === 'dreamt' ? undefined : collapsible(node));
  item.description = node.description;
  item.tooltip = `${node.title}\n${node.description}`;
  item.accessibilityInformation = { label: `${node.kind === 'dream' ? vscode.l10n.t('Dream: ') : ''}${node.title}, ${node.description}` };
  item.contextValue = node.kind;
  switch (node.kind) {
    case 'group':
      item.iconPath = new vscode.ThemeIcon('lightbulb', new vscode.ThemeColor('charts.yellow'));
      break;
    case 'proposal':
      item.iconPath = new vscode.ThemeIcon('lightbulb');
      item.command = { command: 'reverie.openDream', title: vscode.l10n.t('Open Dream'), arguments: [{ session, dream: node.dream }] };
      break;
    case 'dream':
      item.iconPath = icons[node.icon];
      item.command = {
        command: 'reverie.openDream',
        title: vscode.l10n.t('Open Dream'),
        arguments: [{ session, dream: node.report.dream }],
      };
      break;
    case 'dreamt':
      item.iconPath = new vscode.ThemeIcon({ apply: 'check', trial: 'beaker', wait: 'lightbulb', drop: 'close' }[node.dreamt.decision]);
      break;
  }
  return item;
}
