/** A tree view over the store: repos on top when there are several, then each repo's own nodes; refreshed when the store says so. */
import * as vscode from 'vscode';
import type { Subscription } from './change-signal.js';
import { describeError } from './next-step-error.js';
import { paced } from './paced.js';
import type { RepoSession, SessionPart } from './repo-session.js';
import type { ReverieStore } from './reverie-store.js';

type TreeNode = { kind: string; id: string; children?: TreeNode[] };

/** An element of a tree: a node and the repo it belongs to. */
export type Row<N> = { session: RepoSession; node: N; parent?: AnyRow<N> };
/** What the tree itself adds: the repos of a multi-root window, a word for a repo that has nothing, and a reading that failed. */
type OwnNode =
  | { kind: 'repo'; id: string; description: string }
  | { kind: 'empty'; id: string; text: string }
  | { kind: 'problem'; id: string; message: string; next: string };
type OwnRow<N> = { session: RepoSession; node: OwnNode; parent?: AnyRow<N> };
export type AnyRow<N> = Row<N> | OwnRow<N>;

export type SessionTree<N> = {
  provider: vscode.TreeDataProvider<AnyRow<N>>;
  /** The row of a node by its id, among those already shown. */
  find(session: RepoSession, id: string): AnyRow<N> | undefined;
  dispose(): void;
};

/** Between two refreshes; a large tree, whose every open group is asked for its rows, is given longer. */
const pauseMs = 400;

export function sessionTree<N extends TreeNode>(
  store: ReverieStore,
  view: {
    /** Parts of a session that change this tree. */
    parts: readonly SessionPart[];
    nodes(session: RepoSession): Promise<N[]>;
    /** `id`, collapsible state and parent are set by the tree. */
    item(node: N, session: RepoSession): vscode.TreeItem;
    /** What stands in a repo that has no node, among others: the welcome text is only for a window with one repo. */
    empty: string;
    /** A few words beside a repo's name. */
    describe?(session: RepoSession): string;
    /** Called with each refresh, so that what stands around the tree changes with it. */
    drawing?(): void;
    /** Other reasons to refresh. */
    refresh?: (now: () => void) => Subscription;
    log: vscode.LogOutputChannel;
  },
): SessionTree<N> {
  const changed = new vscode.EventEmitter<void>();
  const rows = new Map<string, AnyRow<N>>();
  const soon = paced(
    () => {
      view.drawing?.();
      changed.fire();
    },
    () => pauseMs + rows.size / 10,
  );
  const subscriptions = [
    store.subscribe((change) => {
      if (change.part === 'state' ? store.state !== 'opening' : view.parts.includes(change.part)) soon();
    }),
    ...(view.refresh ? [view.refresh(soon)] : []),
  ];

  const remember = (row: AnyRow<N>): AnyRow<N> => {
    rows.set(`${row.session.id}/${row.node.id}`, row);
    return row;
  };
  const nodesOf = async (session: RepoSession, parent?: AnyRow<N>): Promise<AnyRow<N>[]> => {
    try {
      const nodes = (await view.nodes(session)).map((node) => remember({ session, node, parent }));
      if (nodes.length > 0 || !parent) return nodes;
      return [remember({ session, parent, node: { kind: 'empty', id: 'empty', text: view.empty } })];
    } catch (error) {
      const { message, next = '' } = describeError(error);
      view.log.error(error instanceof Error ? error : String(error));
      return [remember({ session, parent, node: { kind: 'problem', id: 'problem', message, next } })];
    }
  };

  const provider: vscode.TreeDataProvider<AnyRow<N>> = {
    onDidChangeTreeData: changed.event,
    async getChildren(row) {
      if (!row) {
        const sessions = await store.open();
        rows.clear();
        if (sessions.length === 1 && sessions[0]) return nodesOf(sessions[0]);
        return sessions.map((session) =>
          remember({ session, node: { kind: 'repo', id: 'repo', description: view.describe?.(session) ?? '' } }),
        );
      }
      if (isOwn(row)) return row.node.kind === 'repo' ? nodesOf(row.session, row) : [];
      // a node's children are nodes of the same tree
      return (row.node.children ?? []).map((node) => remember({ session: row.session, node: node as N, parent: row }));
    },
    getParent: (row) => row.parent,
    getTreeItem(row) {
      const item = isOwn(row) ? ownItem(row) : view.item(row.node, row.session);
      item.id = `${row.session.id}/${row.node.id}`;
      return item;
    },
  };
  return {
    provider,
    find: (session, id) => rows.get(`${session.id}/${id}`),
    dispose: () => {
      soon.dispose();
      for (const subscription of subscriptions) subscription.dispose();
      changed.dispose();
    },
  };
}

/** Draws a view at once when it is opened: VS Code lays out one that began collapsed two seconds late, or when its message is set. */
export function drawnWhenOpened<T>(view: vscode.TreeView<T>): vscode.Disposable {
  return view.onDidChangeVisibility(({ visible }) => {
    if (visible) view.message = view.message ?? '';
  });
}

/** The rows a command works on: what was clicked (with the rest of the selection), else the selection of the view. */
export function chosenRows<N extends TreeNode>(
  view: vscode.TreeView<AnyRow<N>>,
  clicked: AnyRow<N> | undefined,
  selected: readonly AnyRow<N>[] | undefined,
): Row<N>[] {
  const rows = selected && selected.length > 0 ? selected : clicked ? [clicked] : view.selection;
  return rows.filter((row): row is Row<N> => !isOwn(row));
}

export function collapsible(node: { children?: unknown[]; expanded?: boolean }): vscode.TreeItemCollapsibleState {
  if (!node.children || node.children.length === 0) return vscode.TreeItemCollapsibleState.None;
  return node.expanded ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

function isOwn<N extends TreeNode>(row: AnyRow<N>): row is OwnRow<N> {
  return row.node.kind === 'repo' || row.node.kind === 'empty' || row.node.kind === 'problem';
}

function ownItem<N>({ session, node }: OwnRow<N>): vscode.TreeItem {
  if (node.kind === 'repo') {
    const item = new vscode.TreeItem(session.name, vscode.TreeItemCollapsibleState.Expanded);
    item.iconPath = new vscode.ThemeIcon('repo');
    item.contextValue = 'repo';
    item.description = node.description;
    item.tooltip = session.repo.root;
    item.accessibilityInformation = { label: [vscode.l10n.t('Repository'), session.name, node.description].filter(Boolean).join(', ') };
    return item;
  }
  if (node.kind === 'empty') return new vscode.TreeItem(node.text);
  const item = new vscode.TreeItem(node.message);
  item.description = node.next;
  item.tooltip = [node.message, node.next].filter(Boolean).join('\n');
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'));
  item.contextValue = 'problem';
  item.command = { command: 'reverie.showLog', title: vscode.l10n.t('Show Log') };
  return item;
}
