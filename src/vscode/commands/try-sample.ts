/** `Try on a Sample`: a small shop with a week of commits and Friday's changes, as a repository of its own in another window. */
import * as vscode from 'vscode';
import path from 'node:path';
import { abortSignal } from '../cancellation.js';
import type { CommandContext } from './command-context.js';

export async function trySample({ engine }: CommandContext): Promise<void> {
  const into = await pickPlace();
  if (into === undefined) return;
  const dir = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Reverie: making the sample'), cancellable: true },
    async (_progress, token) => (await engine()).makeSample({ signal: abortSignal(token), ...(into !== 'temporary' && { into }) }),
  );
  // a window that holds nothing is as good as a new one
  const busy = (vscode.workspace.workspaceFolders ?? []).length > 0;
  await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(dir), { forceNewWindow: busy, forceReuseWindow: !busy });
}

async function pickPlace(): Promise<string | undefined> {
  const temporary = { label: vscode.l10n.t('In a temporary folder'), detail: vscode.l10n.t('Gone when your system cleans up') };
  const own = { label: vscode.l10n.t('In a folder of mine…'), detail: vscode.l10n.t('A folder paper-boat is made there') };
  const picked = await vscode.window.showQuickPick([temporary, own], {
    title: vscode.l10n.t('Try on a Sample'),
    placeHolder: vscode.l10n.t('A small repository with changes to review: where should it be?'),
  });
  if (!picked) return undefined;
  if (picked === temporary) return 'temporary';
  const [folder] = (await vscode.window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, canSelectMany: false })) ?? [];
  return folder && path.join(folder.fsPath, 'paper-boat');
}
