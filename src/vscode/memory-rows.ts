/** The rows of the Memory view: what is in memory, as tree items. Loaded when the view is first drawn. */
import * as vscode from 'vscode';
import type { Lesson, LessonKind } from '../core/memory/lesson.js';
import { lessonTooltip } from './lesson-words.js';
import { memoryTree, type BrokenNode, type MemoryGroupNode, type MemoryNode, type MemoryTreeView } from './memory-tree.js';
import type { RepoSession } from './repo-session.js';
import { collapsible } from './session-tree.js';
import { plain } from './words.js';

const kindIcons: Record<LessonKind, string> = {
  'false-alarm': 'bell-slash',
  convention: 'law',
  'defect-pattern': 'bug',
  hotspot: 'flame',
  workflow: 'git-merge',
  context: 'book',
};
const groupIcons: Record<MemoryGroupNode['what'], string> = { ...kindIcons, waiting: 'lightbulb', retired: 'archive', broken: 'warning' };

/** `seen` is the filter and how much of each group is shown. */
export async function memoryNodes(session: RepoSession, seen: Pick<MemoryTreeView, 'filter' | 'shown'>): Promise<MemoryNode[]> {
  const [memory, proposals] = await Promise.all([session.memory.get(), session.proposals.get()]);
  const health = session.health.last;
  return memoryTree(memory, proposals, {
    ...seen,
    titles: session.titles(),
    heldBack: session.report?.heldBack ?? [],
    ...(health && { health }),
  });
}

export function memoryItem(node: MemoryNode, session: RepoSession): vscode.TreeItem {
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
      // its children are made when it is unfolded, and there is at least one citation
      const item = new vscode.TreeItem(plain(node.lesson.statement), vscode.TreeItemCollapsibleState.Collapsed);
      item.description = node.description;
      item.iconPath =
        node.problems.length > 0 && !node.unverified ? wrongIcon() : node.unverified ? unverifiedIcon() : lessonIcon(node.lesson);
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
    case 'held-back': {
      const item = new vscode.TreeItem(node.title);
      item.description = node.description;
      item.tooltip = `${node.title}\n${node.description}\n\n${node.held.why}`;
      item.iconPath = new vscode.ThemeIcon('eye-closed');
      item.contextValue = 'heldBack';
      item.accessibilityInformation = { label: vscode.l10n.t('Held back: {0}, {1}', node.title, node.description) };
      item.command = { command: 'reverie.openFinding', title: vscode.l10n.t('Open Finding'), arguments: [{ session, node }] };
      return item;
    }
    case 'proposal': {
      const item = new vscode.TreeItem(node.title);
      item.description = node.description;
      item.tooltip = [node.title, node.description, ...(node.unverified ? [strangerWords()] : [])].join('\n\n');
      item.iconPath = node.unverified ? unverifiedIcon() : new vscode.ThemeIcon('lightbulb', new vscode.ThemeColor('charts.yellow'));
      item.contextValue = 'proposal';
      item.accessibilityInformation = { label: vscode.l10n.t('Waiting: {0}, {1}', node.title, node.description) };
      item.command = { command: 'reverie.showOperation', title: vscode.l10n.t('Show What It Changes'), arguments: [{ session, node }] };
      return item;
    }
    case 'broken':
      return brokenItem(node, session);
    case 'more': {
      const item = new vscode.TreeItem(node.title);
      item.description = node.description;
      item.iconPath = new vscode.ThemeIcon('ellipsis');
      item.command = { command: 'reverie.showMoreLessons', title: node.title, arguments: [{ session, node }] };
      return item;
    }
  }
}

function brokenItem(node: BrokenNode, session: RepoSession): vscode.TreeItem {
  const item = new vscode.TreeItem(node.title);
  item.description = node.description;
  item.tooltip = `${node.description}\n\n${node.text.slice(0, 2000)}`;
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'));
  item.contextValue = 'broken';
  item.accessibilityInformation = { label: vscode.l10n.t('Broken: {0}, {1}', node.title, node.description) };
  item.command = { command: 'reverie.editLesson', title: vscode.l10n.t('Open File'), arguments: [{ session, node }] };
  return item;
}

function strangerWords(): string {
  return vscode.l10n.t('No dream on this machine proposed this change. Look at it as at a stranger’s before you approve it.');
}

function unverifiedIcon(): vscode.ThemeIcon {
  return new vscode.ThemeIcon('unverified', new vscode.ThemeColor('problemsWarningIcon.foreground'));
}

function wrongIcon(): vscode.ThemeIcon {
  return new vscode.ThemeIcon('pulse', new vscode.ThemeColor('problemsWarningIcon.foreground'));
}

function lessonIcon({ status, kind, pinned }: Lesson): vscode.ThemeIcon {
  if (status === 'trial') return new vscode.ThemeIcon('beaker', new vscode.ThemeColor('charts.yellow'));
  if (status === 'proposed') return new vscode.ThemeIcon('lightbulb', new vscode.ThemeColor('charts.yellow'));
  if (status === 'dormant' || status === 'retired')
    return new vscode.ThemeIcon('circle-outline', new vscode.ThemeColor('disabledForeground'));
  return new vscode.ThemeIcon(pinned ? 'pinned' : kindIcons[kind]);
}

function untrusted(markdown: string): vscode.MarkdownString {
  const text = new vscode.MarkdownString(markdown, true);
  text.isTrusted = false;
  text.supportHtml = false;
  return text;
}
