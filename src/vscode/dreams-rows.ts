/** The rows of the Dreams view: the next dream, what waits, and the journal, as tree items. Loaded when the view is first drawn. */
import * as vscode from 'vscode';
import { dreamsTree, notDreamt, type DreamNode, type DreamsNode } from './dreams-tree.js';
import { waitingGroup, type MemoryGroupNode, type ProposalNode } from './memory-tree.js';
import { nextDreamWords } from './next-dream.js';
import { waitingIds, type RepoSession } from './repo-session.js';
import { collapsible } from './session-tree.js';
import { readDreamSettings } from './settings.js';

export type DreamsViewNode = DreamsNode | MemoryGroupNode | ProposalNode;

const icons: Record<DreamNode['icon'], vscode.ThemeIcon> = {
  learned: new vscode.ThemeIcon('sparkle', new vscode.ThemeColor('charts.purple')),
  nothing: new vscode.ThemeIcon('circle-outline'),
  skipped: new vscode.ThemeIcon('debug-step-over', new vscode.ThemeColor('disabledForeground')),
  failed: new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground')),
};

export async function dreamsNodes(session: RepoSession): Promise<DreamsViewNode[]> {
  const [journal, proposals, memory, inEffect, state, log] = await Promise.all([
    session.journal.get(),
    session.proposals.get(),
    session.memory.get(),
    session.inEffect.get(),
    session.reverie.dreamState(),
    session.reverie.scheduleLog(),
  ]);
  const dreams = dreamsTree(journal, memory.lessons, new Date(), waitingIds(proposals), inEffect);
  // before anything was reviewed the welcome text says how dreams come about
  if (dreams.length === 0 && state.newTranscripts === 0 && state.newVerdicts === 0) return [];
  const next = nextDreamWords(readDreamSettings(), { now: new Date(), ...state, dreaming: session.dreaming !== undefined });
  return [
    { kind: 'next', id: 'next', title: vscode.l10n.t('Next dream'), description: next },
    ...waitingGroup(memory, proposals),
    ...notDreamt(log, new Date()),
    ...dreams,
  ];
}

export function dreamsItem(node: DreamsViewNode, session: RepoSession): vscode.TreeItem {
  const item = new vscode.TreeItem(
    node.title,
    node.kind === 'dream' || node.kind === 'not-dreamt' || (node.kind === 'group' && node.what === 'waiting')
      ? collapsible(node)
      : vscode.TreeItemCollapsibleState.None,
  );
  item.description = node.description;
  item.tooltip = `${node.title}\n${node.description}`;
  item.accessibilityInformation = { label: `${node.kind === 'dream' ? vscode.l10n.t('Dream: ') : ''}${node.title}, ${node.description}` };
  item.contextValue = node.kind;
  const showOperation = () => ({
    command: 'reverie.showOperation',
    title: vscode.l10n.t('Show What It Changes'),
    arguments: [{ session, node }],
  });
  switch (node.kind) {
    case 'next':
      item.iconPath = new vscode.ThemeIcon('clock');
      break;
    case 'not-dreamt':
      item.iconPath = icons.skipped;
      break;
    case 'undreamt':
      item.iconPath = node.failed ? icons.failed : icons.skipped;
      break;
    case 'group':
      item.contextValue = `group.${node.what}`;
      item.iconPath = new vscode.ThemeIcon('lightbulb', new vscode.ThemeColor('charts.yellow'));
      break;
    case 'proposal':
      item.iconPath = new vscode.ThemeIcon('lightbulb');
      item.command = showOperation();
      break;
    case 'dream':
      if (node.children.some((child) => child.inEffect)) item.contextValue = 'dream.inEffect';
      item.iconPath = icons[node.icon];
      item.command = {
        command: 'reverie.openDream',
        title: vscode.l10n.t('Open Dream'),
        arguments: [{ session, dream: node.report.dream }],
      };
      break;
    case 'dreamt':
      if (node.inEffect) item.contextValue = 'dreamt.inEffect';
      item.iconPath = new vscode.ThemeIcon({ apply: 'check', trial: 'beaker', wait: 'lightbulb', drop: 'close' }[node.dreamt.decision]);
      item.command = showOperation();
      break;
  }
  return item;
}
