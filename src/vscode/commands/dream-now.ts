/** `Dream Now`: progress that can be stopped, then what was learned. */
import * as vscode from 'vscode';
import { abortSignal } from '../cancellation.js';
import { dreamMessage } from '../dream-document.js';
import { dreamModelRequest } from '../dream-model.js';
import { dreamUri } from '../documents.js';
import { unlinked } from '../markdown-text.js';
import { whilePersonWaits } from '../model/person-waits.js';
import { readDreamSettings } from '../settings.js';
import type { CommandContext } from './command-context.js';
import { pickRepo } from './pick-repo.js';
import { showReadable } from './show-readable.js';

export async function dreamNow({ store, log, model: choice, secrets, allowedModels: allowed, engine }: CommandContext): Promise<void> {
  const session = await pickRepo(store, vscode.l10n.t('Dream Now'));
  if (!session) return;
  const model = await dreamModelRequest({ choice, secrets, allowed, engine }, session, log);
  const report = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Reverie: dreaming'), cancellable: true },
    (progress, token) =>
      whilePersonWaits(() =>
        session.dream(
          { trigger: 'command', apply: readDreamSettings().apply, ...(model && { model }) },
          { signal: abortSignal(token), onProgress: ({ what }) => progress.report({ message: unlinked(what) }) },
        ),
      ),
  );
  const message = dreamMessage(report, (await session.memory.get()).lessons);
  log.info(`${session.name}: ${message}`);
  const show = report.state === 'failed' ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  void show(unlinked(message), vscode.l10n.t('Open Dream'), vscode.l10n.t('Show Memory')).then(async (chosen) => {
    if (chosen === vscode.l10n.t('Open Dream')) await showReadable(dreamUri(session, report.dream, report.startedAt));
    if (chosen === vscode.l10n.t('Show Memory')) await vscode.commands.executeCommand('reverie.memory.focus');
  });
}
