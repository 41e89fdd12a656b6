/** The Memory view: a tree whose rows come on demand, seen through a filter, with the health of memory in its title. */
import * as vscode from 'vscode';
import type { MemoryGroupNode, MemoryNode } from './memory-tree.js';
import type * as onDemandBundle from './on-demand.js';
import type { ReverieStore } from './reverie-store.js';
import { drawnWhenOpened, sessionTree, type AnyRow } from './session-tree.js';

export type MemoryRow = AnyRow<MemoryNode>;
export type MemoryView = {
  tree: vscode.TreeView<MemoryRow>;
  /** What the person typed to see fewer lessons; empty for all. */
  readonly filter: string;
  filterBy(query: string): void;
  /** Shows one more page of a group. */
  showMore(group: MemoryGroupNode['what']): void;
  dispose(): void;
};

/** Health is read anew when nothing has changed for this long: it looks at the code too. */
const restMs = 400;

export function memoryView(store: ReverieStore, load: () => typeof onDemandBundle, log: vscode.LogOutputChannel): MemoryView {
  let filter = '';
  let found: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const shown = new Map<MemoryGroupNode['what'], number>();
  const changed = new vscode.EventEmitter<void>();
  const tree = sessionTree<MemoryNode>(store, {
    parts: ['memory'],
    async nodes(session) {
      const parsed = filter ? load().parseFilter(filter) : undefined;
      const nodes = await load().memoryNodes(session, { shown, ...(parsed && { filter: parsed }) });
      found = filter ? nodes.length : undefined;
      describe();
      return nodes;
    },
    item: (node, session) => load().memoryItem(node, session),
    empty: vscode.l10n.t('No lessons yet'),
    refresh: (now) => changed.event(now),
    log,
  });
  const view = vscode.window.createTreeView('reverie.memory', { treeDataProvider: tree.provider, showCollapseAll: true });
  const drawn = drawnWhenOpened(view);
  const describe = () => {
    const readOnly = store.sessions.some((s) => !s.repo.writable);
    view.message = [
      readOnly ? vscode.l10n.t('Memory is read-only: its folder in the git directory cannot be written.') : '',
      found === 0 ? vscode.l10n.t('No lesson matches “{0}”.', filter) : filter ? vscode.l10n.t('Filtered by “{0}”', filter) : '',
    ]
      .filter(Boolean)
      .join(' ');
    const health = store.sessions.flatMap((s) => s.health.last ?? []);
    view.description = health.length > 0 ? load().healthSummary(health) : '';
  };
  const readHealth = () => {
    clearTimeout(timer);
    if (!view.visible) return;
    timer = setTimeout(() => {
      const reading = store.sessions.map((s) => s.health.get());
      void Promise.all(reading).then(
        () => changed.fire(),
        (error: unknown) => log.warn(`memory health: ${error instanceof Error ? error.message : String(error)}`),
      );
    }, restMs);
  };
  const subscriptions = [
    store.subscribe(({ part }) => {
      if (part === 'activity') return;
      describe();
      if (part === 'memory' || part === 'state') readHealth();
      // what a lesson holds back now is told below it
      if (part === 'findings' && view.visible && !store.sessions.some((s) => s.reviewing)) changed.fire();
    }),
    view.onDidChangeVisibility(readHealth),
  ];
  return {
    tree: view,
    get filter() {
      return filter;
    },
    filterBy(query) {
      filter = query.trim();
      shown.clear();
      void vscode.commands.executeCommand('setContext', 'reverie.memoryFiltered', filter !== '');
      changed.fire();
      describe();
    },
    showMore(group) {
      const { pageSize } = load();
      shown.set(group, (shown.get(group) ?? pageSize) + pageSize);
      changed.fire();
    },
    dispose() {
      clearTimeout(timer);
      drawn.dispose();
      for (const subscription of subscriptions) subscription.dispose();
      changed.dispose();
      tree.dispose();
      view.dispose();
    },
  };
}
