/** The Findings view: the shown review of each repo, by file or by severity, with a badge and a line of context above. */
import * as vscode from 'vscode';
import path from 'node:path';
import type { Severity } from '../core/review/finding.js';
import { filterReview, filterWords, isFiltering, readFilter, type FindingsFilter } from './findings-filter.js';
import {
  findingContext,
  findingsTree,
  leftOutNode,
  modelHint,
  openCount,
  shownCount,
  type FindingMark,
  type FindingsNode,
  type GroupBy,
  type GroupNode,
} from './findings-tree.js';
import { unlinked } from './markdown-text.js';
import type { ModelChoice } from './model/model-choice.js';
import { busyAgents, costWords } from './model/model-words.js';
import type { RepoSession } from './repo-session.js';
import type { ReverieStore } from './reverie-store.js';
import { collapsible, sessionTree, type AnyRow } from './session-tree.js';
import { ago, count, describeScope, plain, severityWords, stateWords } from './words.js';

export type FindingsRow = AnyRow<FindingsNode>;
export type FindingsView = {
  tree: vscode.TreeView<FindingsRow>;
  groupBy(by: GroupBy): Promise<void>;
  readonly filter: FindingsFilter;
  /** Shows what passes; `keep` remembers it for the next window. */
  setFilter(filter: FindingsFilter, how?: 'keep' | 'try'): Promise<void>;
  dispose(): void;
};

const severityIcons: Record<Severity, [icon: string, color: string | undefined]> = {
  critical: ['flame', 'problemsErrorIcon.foreground'],
  high: ['error', 'problemsErrorIcon.foreground'],
  medium: ['warning', 'problemsWarningIcon.foreground'],
  low: ['info', 'problemsInfoIcon.foreground'],
  info: ['circle-outline', undefined],
};

const groupIcons: Record<Exclude<GroupNode['what'], 'file' | 'severity'>, string> = {
  agents: 'organization',
  running: 'search-fuzzy',
  grade: 'mortar-board',
  'held-back': 'eye-closed',
  ignored: 'comment',
  dismissed: 'circle-slash',
  fixed: 'pass',
  'not-reviewed': 'dash',
  warnings: 'warning',
};

const plainIcons = { warning: 'warning', skipped: 'dash', met: 'check', unmet: 'circle-slash', running: 'loading~spin' } as const;

export function findingsView(store: ReverieStore, model: ModelChoice, state: vscode.Memento, log: vscode.LogOutputChannel): FindingsView {
  let by: GroupBy = state.get<GroupBy>('findings.groupBy') === 'severity' ? 'severity' : 'file';
  let filter = readFilter(state.get('findings.filter'));
  let regroup: () => void = () => undefined;
  let describe: () => void = () => undefined;
  const tree = sessionTree<FindingsNode>(store, {
    parts: ['findings', 'activity'],
    async nodes(session) {
      if (!session.reviewing) await session.loadReview();
      const { shown, left, of } = session.shown ? filterReview(session.shown, filter) : { left: 0, of: 0 };
      const nodes: FindingsNode[] = shown ? [...(left > 0 ? [leftOutNode(left, of)] : []), ...findingsTree(shown, by)] : [];
      // an empty tree has a welcome text that says it
      return nodes.length > 0 && model.hint && !session.reviewing ? [...nodes, modelHint] : nodes;
    },
    item: (node, session) => findingsItem(node, session),
    empty: vscode.l10n.t('Nothing found'),
    describe: sentence,
    drawing: () => describe(),
    refresh: (now) => {
      regroup = now;
      return model.subscribe(now);
    },
    log,
  });
  const view = vscode.window.createTreeView('reverie.findings', {
    treeDataProvider: tree.provider,
    canSelectMany: true,
    showCollapseAll: true,
  });
  describe = () => {
    const { sessions } = store;
    const n = sessions.reduce((sum, { shown }) => sum + (shown ? shownCount(shown) : 0), 0);
    view.badge = n > 0 ? { value: n, tooltip: count(n, 'finding') } : undefined;
    // among several repos the sentence stands beside each name; a welcome text would be hidden by a message
    const [only, ...others] = sessions;
    const said = only && others.length === 0 ? sentence(only) : '';
    const empty = only !== undefined && !only.reviewing && isEmpty(only);
    const filtered = isFiltering(filter) ? vscode.l10n.t('Filter: {0}', filterWords(filter)) : '';
    view.message = empty ? '' : [filtered, said].filter(Boolean).join(' · ');
    setContext('reverie.filtered', isFiltering(filter));
    view.description = empty ? said : undefined;
    contexts();
  };
  const contexts = () => {
    const { sessions } = store;
    const [only] = sessions;
    setContext('reverie.nothingChanged', only?.report?.coverage.length === 0);
    setContext(
      'reverie.reviewed',
      sessions.some((s) => s.shown),
    );
    setContext(
      'reverie.reviewing',
      sessions.some((s) => s.reviewing),
    );
    setContext(
      'reverie.agentsAtWork',
      sessions.some((s) => busyAgents(s.reviewing?.agents ?? []) > 0),
    );
    setContext(
      'reverie.dreaming',
      sessions.some((s) => s.dreaming),
    );
    setContext('reverie.state', store.state);
    setContext('reverie.modelHint', model.hint);
  };
  // the tree is drawn, and this with it, at its own pace; what menus and welcome texts ask for is told at once
  const subscriptions = [
    store.subscribe(({ part }) => {
      if (part === 'state' || part === 'activity') contexts();
    }),
    model.subscribe(describe),
  ];
  // times such as “5 min ago” grow old by themselves
  const clock = setInterval(describe, 60_000);
  setContext('reverie.groupBy', by);
  describe();
  return {
    tree: view,
    async groupBy(next) {
      by = next;
      setContext('reverie.groupBy', by);
      regroup();
      await state.update('findings.groupBy', by);
    },
    get filter() {
      return filter;
    },
    async setFilter(next, how = 'keep') {
      filter = next;
      describe();
      regroup();
      if (how === 'keep') await state.update('findings.filter', filter);
    },
    dispose() {
      clearInterval(clock);
      for (const subscription of subscriptions) subscription.dispose();
      tree.dispose();
      view.dispose();
    },
  };
}

/** True when the newest review has left no row in the tree. */
function isEmpty({ shown, report }: RepoSession): boolean {
  // a review that did not end well says so, rather than that it found nothing
  if (!shown || report?.review.state !== 'done') return false;
  return findingsTree(shown, 'file').length === 0;
}

/** What stands above the tree, or beside a repo's name among several: the scope, when, and how the review ended when it did not end well. */
function sentence(session: RepoSession): string {
  const { reviewing, report } = session;
  if (reviewing) {
    const far = reviewing.total > 0 ? vscode.l10n.t('{0} of {1} files', reviewing.done, reviewing.total) : '';
    const found = session.shown ? count(shownCount(session.shown), 'finding') : '';
    const doing = reviewing.agents.length > 0 ? unlinked(reviewing.what) : '';
    return [vscode.l10n.t('{0}: reviewing…', describeScope(reviewing.scope)), far, found, doing].filter(Boolean).join(' · ');
  }
  if (!report) return '';
  const { review, findings, coverage } = report;
  const files = coverage.filter((f) => f.state === 'reviewed').length;
  const parts = [
    describeScope(review.scope),
    count(openCount(findings), 'finding'),
    vscode.l10n.t('{0} reviewed', count(files, 'file')),
    costWords(report),
    ago(review.endedAt, new Date()),
    review.state === 'done' ? '' : `${stateWords[review.state]}${review.reason ? `: ${review.reason}` : ''}`,
  ];
  return parts.filter(Boolean).join(' · ');
}

/** A node that has not changed is drawn as before. */
const findingItems = new WeakMap<FindingsNode, vscode.TreeItem>();

function findingsItem(node: FindingsNode, session: RepoSession): vscode.TreeItem {
  switch (node.kind) {
    case 'group':
      return groupItem(node, session);
    case 'finding': {
      const known = findingItems.get(node);
      if (known) return known;
      const item = new vscode.TreeItem(node.finding.title);
      item.description = node.description;
      item.iconPath = markIcon(node.mark, node.finding.severity);
      item.contextValue = findingContext(node.finding, node.mark);
      item.tooltip = findingTooltip(
        node.finding.title,
        node.finding.body,
        `${severityWords[node.finding.severity]} · ${node.description}`,
        node.finding.rule,
      );
      item.accessibilityInformation = { label: node.label };
      item.command = { command: 'reverie.openFinding', title: vscode.l10n.t('Open Finding'), arguments: [{ session, node }] };
      findingItems.set(node, item);
      return item;
    }
    case 'held-back': {
      const item = new vscode.TreeItem(node.held.finding.title);
      item.description = node.description;
      const { lesson, why } = node.held;
      item.iconPath = new vscode.ThemeIcon(lesson === undefined ? 'comment' : 'eye-closed', new vscode.ThemeColor('disabledForeground'));
      // a comment is taken out of the code, not brought back
      item.contextValue = lesson === undefined ? 'ignored' : 'heldBack';
      item.tooltip = findingTooltip(
        node.held.finding.title,
        node.held.finding.body,
        lesson === undefined ? plain(why) : vscode.l10n.t('Held back by {0}: {1}', lesson, plain(why)),
        node.held.finding.rule,
      );
      item.accessibilityInformation = { label: node.label };
      item.command = { command: 'reverie.openFinding', title: vscode.l10n.t('Open Finding'), arguments: [{ session, node }] };
      return item;
    }
    case 'candidate': {
      const { candidate } = node;
      const item = new vscode.TreeItem(candidate.title);
      item.description = node.description;
      item.iconPath = severityIcon(candidate.severity);
      item.contextValue = 'candidate';
      item.tooltip = findingTooltip(
        candidate.title,
        candidate.body,
        vscode.l10n.t('{0} · {1} · not judged yet', severityWords[candidate.severity], node.description),
        candidate.rule,
      );
      item.accessibilityInformation = { label: node.label };
      item.command = { command: 'reverie.openFinding', title: vscode.l10n.t('Open Finding'), arguments: [{ session, node }] };
      return item;
    }
    case 'hint': {
      const item = new vscode.TreeItem(node.text);
      item.description = node.description;
      item.tooltip = vscode.l10n.t(
        'Agents on a language model also read what changed, check each other’s findings and grade the review, within a budget.',
      );
      item.iconPath = new vscode.ThemeIcon('lightbulb');
      item.contextValue = 'modelHint';
      item.accessibilityInformation = { label: `${node.text}: ${node.description}` };
      item.command = { command: 'workbench.action.openSettings', title: vscode.l10n.t('Open Settings'), arguments: ['reverie.model'] };
      return item;
    }
    case 'left-out': {
      const item = new vscode.TreeItem(node.text);
      item.description = node.description;
      item.iconPath = new vscode.ThemeIcon('filter');
      item.contextValue = 'leftOut';
      item.accessibilityInformation = { label: `${node.text}: ${node.description}` };
      item.command = { command: 'reverie.clearFilter', title: node.description };
      return item;
    }
    case 'plain': {
      const item = new vscode.TreeItem(node.text);
      item.description = node.description;
      item.tooltip = [node.text, node.description, node.detail ?? ''].filter(Boolean).join('\n');
      item.iconPath = new vscode.ThemeIcon(plainIcons[node.icon], new vscode.ThemeColor('disabledForeground'));
      item.contextValue = node.id.startsWith('coverage/') ? 'notReviewed' : node.icon === 'running' ? 'agentAtWork' : 'plain';
      item.accessibilityInformation = { label: [node.text, node.description].filter(Boolean).join(', ') };
      return item;
    }
  }
}

function groupItem(node: GroupNode, session: RepoSession): vscode.TreeItem {
  const item = new vscode.TreeItem(node.title, collapsible(node));
  item.description = node.description;
  item.contextValue = `group.${node.what}`;
  item.accessibilityInformation = { label: `${node.title}, ${node.description}` };
  if (node.what === 'file') {
    // the file's own icon of the theme
    item.resourceUri = vscode.Uri.file(path.join(session.repo.root, node.path ?? ''));
    item.iconPath = vscode.ThemeIcon.File;
  } else if (node.what === 'severity') item.iconPath = severityIcon(node.severity ?? 'info');
  else item.iconPath = new vscode.ThemeIcon(groupIcons[node.what]);
  return item;
}

function markIcon(mark: FindingMark, severity: Severity): vscode.ThemeIcon {
  if (mark === 'accepted') return new vscode.ThemeIcon('check', new vscode.ThemeColor('charts.green'));
  if (mark === 'fixed') return new vscode.ThemeIcon('pass', new vscode.ThemeColor('charts.green'));
  if (mark === 'dismissed') return new vscode.ThemeIcon('circle-slash', new vscode.ThemeColor('disabledForeground'));
  return severityIcon(severity);
}

function severityIcon(severity: Severity): vscode.ThemeIcon {
  const [icon, color] = severityIcons[severity];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}

/** The body is text from outside: shown as text, with no link that could run anything. */
function findingTooltip(title: string, body: string, facts: string, rule: string | undefined): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  tooltip.isTrusted = false;
  tooltip.supportHtml = false;
  tooltip.appendText(title).appendMarkdown('\n\n').appendText(facts).appendMarkdown('\n\n').appendText(body);
  if (rule) tooltip.appendMarkdown('\n\n').appendText(rule);
  return tooltip;
}

const contexts = new Map<string, unknown>();

/** Each change is a message to the editor, so that only changes are told. */
function setContext(key: string, value: unknown): void {
  if (contexts.has(key) && contexts.get(key) === value) return;
  contexts.set(key, value);
  void vscode.commands.executeCommand('setContext', key, value);
}
