/** Accept, dismiss with a reason, and undo: for one finding or for the whole selection. */
import * as vscode from 'vscode';
import type { DismissReason } from '../../core/transcript/ledger-event.js';
import { dismissWords } from '../dismiss-words.js';
import { count } from '../words.js';
import { chosenFindings, type Clicked } from './chosen-findings.js';
import type { CommandContext } from './command-context.js';

export async function acceptFinding(context: CommandContext, ...clicked: Clicked): Promise<void> {
  for (const { session, findings } of chosenFindings(context, clicked)) {
    await session.giveVerdict(findings.filter(isOpen), { verdict: 'accept' });
  }
}

export async function dismissFinding(context: CommandContext, ...clicked: Clicked): Promise<void> {
  const chosen = chosenFindings(context, clicked).map((c) => ({ ...c, findings: c.findings.filter(isOpen) }));
  const findings = chosen.flatMap((c) => c.findings);
  if (findings.length === 0) return;
  const why = await pickReason(findings.length === 1 ? (findings[0]?.title ?? '') : count(findings.length, 'finding'));
  if (!why) return;
  for (const { session, findings } of chosen) await session.giveVerdict(findings, { verdict: 'dismiss', ...why });
}

/** Dismisses without asking why: never again this rule in this file. */
export async function neverFlagHere(context: CommandContext, ...clicked: Clicked): Promise<void> {
  for (const { session, findings } of chosenFindings(context, clicked)) {
    await session.giveVerdict(findings.filter(isOpen), { verdict: 'dismiss', reason: 'never-here' });
  }
}

export async function withdrawVerdict(context: CommandContext, ...clicked: Clicked): Promise<void> {
  for (const { session, findings } of chosenFindings(context, clicked)) await session.giveVerdict(findings, { verdict: 'withdraw' });
}

function isOpen({ status }: { status: string }): boolean {
  return status !== 'fixed' && status !== 'dismissed';
}

type Why = { reason: DismissReason; note?: string };
type ReasonItem = vscode.QuickPickItem & { reason: DismissReason };

/** The reasons; whatever is typed instead becomes `other` in the person's own words. */
async function pickReason(about: string): Promise<Why | undefined> {
  const known: ReasonItem[] = dismissWords.map(({ reason, label, detail }) => ({ reason, label, detail }));
  const pick = vscode.window.createQuickPick<ReasonItem>();
  pick.title = vscode.l10n.t('Dismiss: {0}', about);
  pick.placeholder = vscode.l10n.t('Why? Pick a reason, or write your own');
  // the code may be opening beside it, and may be looked at while choosing
  pick.ignoreFocusOut = true;
  pick.items = known;
  pick.onDidChangeValue((value) => {
    const own = value.trim();
    pick.items = own ? [...known, { reason: 'other', label: vscode.l10n.t('Other: “{0}”', own), alwaysShow: true }] : known;
  });
  const chosen = await new Promise<Why | undefined>((resolve) => {
    pick.onDidAccept(() => {
      const item = pick.selectedItems[0];
      const own = pick.value.trim();
      resolve(item && { reason: item.reason, ...(item.reason === 'other' && own && { note: own }) });
    });
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
  pick.dispose();
  if (chosen?.reason !== 'other' || chosen.note !== undefined) return chosen;
  const note = await vscode.window.showInputBox({
    title: vscode.l10n.t('Dismiss: {0}', about),
    prompt: vscode.l10n.t('Why, in your own words'),
  });
  return note === undefined ? undefined : { reason: 'other', ...(note.trim() && { note: note.trim() }) };
}
