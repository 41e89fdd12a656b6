/** Tells a person what the ledger got from elsewhere, where it matters to them. */
import * as vscode from 'vscode';
import { followLedger } from './follow-ledger.js';
import { unlinked } from './markdown-text.js';
import type { RepoSession } from './repo-session.js';

/** Whoever gave a verdict here hears when it no longer holds; everything else is shown in silence. */
export async function tellNews(session: RepoSession): Promise<void> {
  for (const { title, to } of await followLedger(session)) {
    const message =
      to === 'dismiss'
        ? vscode.l10n.t('“{0}” was dismissed elsewhere after you had accepted it here. The newer word holds.', title)
        : vscode.l10n.t('“{0}” was accepted elsewhere after you had dismissed it here. The newer word holds.', title);
    const show = vscode.l10n.t('Show Findings');
    void vscode.window
      .showInformationMessage(unlinked(message), show)
      .then((chosen) => chosen === show && vscode.commands.executeCommand('reverie.findings.focus'));
  }
}
