/** What other analyzers of this window bring into a review: the editor's diagnostics, and commands of the settings that a person has allowed. */
import * as vscode from 'vscode';
import type { Scope } from '../../core/changes/change-set.js';
import type { OutsideInput, OutsideReport } from '../../core/analysis/outside/outside-remark.js';
import type { CommandContext } from '../commands/command-context.js';
import { unlinked } from '../markdown-text.js';
import type { RepoSession } from '../repo-session.js';
import { settings } from '../settings-table.js';
import { allowedCommands } from './analyzer-consent.js';
import { collectDiagnostics } from './diagnostics.js';

/** Undefined when nothing joins. Asks, in a modal, about commands that are new or would run something else than before. */
export async function collectOutside(context: CommandContext, session: RepoSession, scope: Scope): Promise<OutsideInput | undefined> {
  const { root } = session.repo;
  const reports = await diagnosticsReports(context, root, scope);
  const { readAnalyzerCommands, commandConsent } = await context.engine();
  // only what stands in the person's own settings counts, whatever a repo's settings say
  const set = readAnalyzerCommands(vscode.workspace.getConfiguration('reverie').inspect('analyzers')?.globalValue);
  const allowed = await allowedCommands(
    {
      memory: context.machineState,
      trusted: () => vscode.workspace.isTrusted,
      ask: (question) => ask(question, session.name),
      consentOf: commandConsent,
    },
    set.commands,
    root,
  );
  const problems = [...set.problems, ...allowed.problems];
  if (problems.length > 0) reports.push({ origin: 'setting reverie.analyzers', from: 'command', remarks: [], problems });
  if (reports.length === 0 && allowed.commands.length === 0) return undefined;
  return { reports, commands: allowed.commands };
}

/** A commit or a range is not what the editor speaks of. */
async function diagnosticsReports(context: CommandContext, root: string, scope: Scope): Promise<OutsideReport[]> {
  const wanted = vscode.workspace
    .getConfiguration('reverie.review')
    .get<unknown>('diagnostics', settings['reverie.review.diagnostics'].default);
  if (wanted === false || scope.kind === 'commit' || scope.kind === 'range') return [];
  const { diagnostics, texts } = collectDiagnostics(
    { diagnostics: vscode.languages.getDiagnostics(), documents: vscode.workspace.textDocuments },
    root,
  );
  if (diagnostics.length === 0) return [];
  const { readDiagnostics } = await context.engine();
  return [readDiagnostics(diagnostics, { root, texts })];
}

async function ask(question: { name: string; words: string; files: string[]; again: boolean }, repo: string): Promise<boolean> {
  const allow = vscode.l10n.t('Allow for This Workspace');
  const { name, words, files, again } = question;
  const executes =
    files.length === 0
      ? vscode.l10n.t('It executes nothing that lies in the repository.')
      : vscode.l10n.t('Of the repository it executes {0}, and what those load.', executed(files));
  const detail = `${words}\n\n${executes} ${again ? vscode.l10n.t('One of these has changed since you allowed it.') : vscode.l10n.t('You are asked again when the command or one of these files changes.')}`;
  const chosen = await vscode.window.showWarningMessage(
    unlinked(vscode.l10n.t('Let Reverie run the analyzer {0} in {1}?', name, repo)),
    { modal: true, detail },
    { title: allow },
    { title: vscode.l10n.t('Not Now'), isCloseAffordance: true },
  );
  return chosen?.title === allow;
}

function executed(files: string[]): string {
  const shown = files.slice(0, 12).join(', ');
  return files.length > 12 ? vscode.l10n.t('{0} and {1} more', shown, files.length - 12) : shown;
}
