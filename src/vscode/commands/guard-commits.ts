/** By consent: VS Code's git extension asks before a commit whose files have findings of Reverie (`git.diagnosticsCommitHook`, source `reverie`). */
import * as vscode from 'vscode';
import { guarded, unguarded, type HookSettings } from '../commit-hook.js';

export async function guardCommits(): Promise<void> {
  const now = read();
  const isOn = now.effective.enabled && now.effective.sources['reverie'] !== undefined && now.effective.sources['reverie'] !== 'none';
  const turn = isOn ? vscode.l10n.t('Turn Off') : vscode.l10n.t('Turn On');
  const message = isOn
    ? vscode.l10n.t('VS Code asks before a commit with findings of Reverie.')
    : vscode.l10n.t('Let VS Code ask before a commit with findings of Reverie?');
  const detail = isOn
    ? vscode.l10n.t('Turning it off takes Reverie out of the setting git.diagnosticsCommitHook.sources of this workspace.')
    : vscode.l10n.t(
        'Its git extension then looks for open findings of medium severity and above in the files of a commit, and lets you commit anyway. This sets git.diagnosticsCommitHook.enabled and git.diagnosticsCommitHook.sources in this workspace; what you set for other sources stays. VS Code itself also asks about errors of other sources then.',
      );
  const chosen = await vscode.window.showInformationMessage(message, { modal: true, detail }, turn);
  if (chosen !== turn) return;
  const next = isOn ? unguarded(now.own) : guarded(now.own);
  const config = vscode.workspace.getConfiguration('git');
  await config.update('diagnosticsCommitHook.sources', next.sources, vscode.ConfigurationTarget.Workspace);
  await config.update('diagnosticsCommitHook.enabled', next.enabled, vscode.ConfigurationTarget.Workspace);
  vscode.window.setStatusBarMessage(
    isOn
      ? vscode.l10n.t('$(circle-slash) Commits are no longer asked about')
      : vscode.l10n.t('$(check) VS Code asks before a commit with findings'),
    5_000,
  );
}

/** `own`: what this workspace sets; `effective`: what holds. */
function read(): { own: Partial<HookSettings>; effective: HookSettings } {
  const config = vscode.workspace.getConfiguration('git');
  const enabled = config.inspect<boolean>('diagnosticsCommitHook.enabled')?.workspaceValue;
  const sources = config.inspect<Record<string, string>>('diagnosticsCommitHook.sources')?.workspaceValue;
  return {
    own: { ...(enabled !== undefined && { enabled }), ...(sources && { sources }) },
    effective: {
      enabled: config.get<boolean>('diagnosticsCommitHook.enabled', false),
      sources: { ...config.get<Record<string, string>>('diagnosticsCommitHook.sources', {}) },
    },
  };
}
