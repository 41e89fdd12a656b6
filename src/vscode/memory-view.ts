/** The Memory view: proposals on top, then lessons by kind with their evidence. */
import * as vscode from 'vscode';
import type { Lesson, LessonKind } from '../core/memory/lesson.js';
import { lessonTooltip, memoryTree, type MemoryGroupNode, type MemoryNode } from './memory-tree.js';
import type { RepoSession } from './repo-session.js';
import type { ReverieStore } from './reverie-store.js';
import { collapsible, drawnWhenOpened, sessionTree, type AnyRow } from './session-tree.js';
import { plain } from './words.js';

export type MemoryRow = AnyRow<MemoryNode>;
export type MemoryView = { tree: vscode.TreeView<MemoryRow>; dispose(): void };

const kindIcons: Record<LessonKind, string> = {
  'false-alarm': 'bell-slash',
  convention: 'law',
  'defect-pattern': 'bug',
  hotspot: 'flame',
  workflow: 'git-merge',
  context: 'book',
};
const groupIcons: Record<MemoryGroupNode['what'], string> = { ...kindIcons, waiting: 'lightbulb', retired: 'archive', broken: 'warning' };

export function memoryView(store: ReverieStore, log: vscode.LogOutputChannel): MemoryView {
  const tree = sessionTree<MemoryNode>(store, {
    parts: ['memory'],
    async nodes(session) {
      const [memory, proposals] = await Promise.all([session.memory.get(), session.proposals.get()]);
      return memoryTree(memory, proposals, session.titles());
    },
    item: (node, session) => memoryItem(node, session),
    empty: vscode.l10n.t('No lessons yet'),
    log,
  });
  const view = vscode.window.createTreeView('reverie.memory', { treeDataProvider: tree.provider, showCollapseAll: true });
  const drawn = drawnWhenOpened(view);
  const describe = () => {
    const readOnly = store.sessions.some((s) => !s.repo.writable);
    view.message = readOnly ? vscode.l10n.t('Memory is read-only: its folder in the git directory cannot be written.') : '';
  };
  const subscription = store.subscribe(describe);
  return {
    tree: view,
    dispose() {
      drawn.dispose();
      subscription.dispose();
      tree.dispose();
      view.dispose();
    },
  };
}

function memoryItem(node: MemoryNode, session: RepoSession): vscode.TreeItem {
  switch (node.kind) {
    case 'group': {
      const item = new vscode.TreeItem(node.title, collapsible(node));
      item.description = node.description;
      item.iconPath = new vscode.ThemeIcon(groupIcons[node.what]);
      item.contextValue = `group.${node.what}`;
      item.accessibilityInformation = { label: `${node.title}, ${node.description}` };
      return item;
    }
    case 'lesson': {
      const item = new vscode.TreeItem(plain(node.lesson.statement), collapsible(node));
      item.description = node.description;
      item.iconPath = node.unverified ? unverifiedIcon() : lessonIcon(node.lesson);
      item.contextValue = node.context;
      item.tooltip = untrusted(lessonTooltip(node.lesson, node));
      item.accessibilityInformation = { label: node.label };
      item.command = { command: 'reverie.openLesson', title: vscode.l10n.t('Open Lesson'), arguments: [{ session, node }] };
      return item;
    }
    case 'evidence': {
      const item = new vscode.TreeItem(node.title);
      item.description = node.description;
      item.iconPath = new vscode.ThemeIcon(node.evidence.type === 'code' ? 'code' : 'comment-discussion');
      item.contextValue = `evidence.${node.evidence.type}`;
      item.tooltip =
        node.evidence.type === 'code'
          ? node.evidence.quote
          : vscode.l10n.t('{0}, line {1}:\n{2}', node.evidence.file, node.evidence.seq + 1, node.evidence.quote);
      item.accessibilityInformation = { label: [vscode.l10n.t('Evidence'), node.title, node.description].filter(Boolean).join(', ') };
      item.command = { command: 'reverie.openEvidence', title: vscode.l10n.t('Open Evidence'), arguments: [{ session, node }] };
      return item;
    }
    case 'proposal': {
      const item = new vscode.TreeItem(node.title);
      item.description = node.description;
      item.tooltip = `${node.title}\n\n${node.description}`;
      item.iconPath = new vscode.ThemeIcon('lightbulb', new vscode.ThemeColor('charts.yellow'));
      item.contextValue = 'proposal';
      item.accessibilityInformation = { label: vscode.l10n.t('Waiting: {0}, {1}', node.title, node.description) };
      item.command = { command: 'reverie.openDream', title: vscode.l10n.t('Open Dream'), arguments: [{ session, dream: node.dream }] };
      return item;
    }
    case 'broken': {
      const item = new vscode.TreeItem(node.title);
      item.description = node.description;
      item.tooltip = `${node.description}\n\n${node.text.slice(0, 2000)}`;
      item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'));
      item.contextValue = 'broken';
      item.accessibilityInformation = { label: vscode.l10n.t('Broken: {0}, {1}', node.title, node.description) };
      return item;
    }
  }
}

function unverifiedIcon(): vscode.ThemeIcon {
  return new vscode.ThemeIcon('unverified', new vscode.ThemeColor('problemsWarningIcon.foreground'));
}

function lessonIcon({ status, kind, pinned }: Lesson): vscode.ThemeIcon {
  if (status === 'trial') return new vscode.ThemeIcon('beaker', new vscode.ThemeColor('charts.yellow'));
  if (status === 'proposed') return new vscode.ThemeIcon('lightbulb', new vscode.ThemeColor('charts.yellow'));
  if (status === 'dormant' || status === 'retired')
    return new vscode.ThemeIcon('circle-outline', new vscode.ThemeColor('disabledForeground'));
  return new vscode.ThemeIcon(pinned ? 'pinned' : kindIcons[kind]);
}

function untrusted(markdown: string): vscode.MarkdownString {
  const text = new vscode.MarkdownString(markdown);
  text.isTrusted = false;
  text.supportHtml = false;
  return text;
}
