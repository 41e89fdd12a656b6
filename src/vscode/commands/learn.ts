/** What a team settled before Reverie came: read from the repo's history or from reports, shown, and kept once a person says so. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { LearnOptions, LearnReport } from '../../core/dream/history/learn-report.js';
import { abortSignal } from '../cancellation.js';
import { unlinked } from '../markdown-text.js';
import type { RepoSession } from '../repo-session.js';
import { plain } from '../words.js';
import type { CommandContext } from './command-context.js';
import { pickRepo } from './pick-repo.js';

export async function learnHistory({ store, log }: CommandContext): Promise<void> {
  const session = await pickRepo(store, vscode.l10n.t('Learn from the History'));
  if (session) await learn(session, log, (options) => session.reverie.learnFromHistory(options));
}

export async function learnSarif({ store, log, engine }: CommandContext): Promise<void> {
  const session = await pickRepo(store, vscode.l10n.t('Learn from Suppressed Results'));
  if (!session) return;
  const { root } = session.repo;
  const files = await vscode.window.showOpenDialog({
    canSelectMany: true,
    defaultUri: vscode.Uri.file(root),
    filters: { SARIF: ['sarif', 'json'] },
    openLabel: vscode.l10n.t('Learn from It'),
    title: vscode.l10n.t('Reports with suppressed results (SARIF)'),
  });
  if (!files || files.length === 0) return;
  const { readSarifFile } = await engine();
  const reports = await Promise.all(files.map(({ fsPath }) => readSarifFile(fsPath, { name: path.basename(fsPath), roots: [root] })));
  await learn(session, log, (options) => session.reverie.learnFromReports(reports, options));
}

type Learn = (options: LearnOptions) => Promise<LearnReport>;

async function learn(session: RepoSession, log: CommandContext['log'], read: Learn): Promise<void> {
  const found = await withProgress((options) => read({ ...options, dryRun: true }));
  if (!found) return;
  for (const problem of found.problems) log.warn(`${session.name}: ${problem}`);
  if (found.operations.length === 0) {
    void vscode.window.showInformationMessage(unlinked(nothingText(found)));
    return;
  }
  const keep = vscode.l10n.t('Keep Them');
  const chosen = await vscode.window.showInformationMessage(
    found.operations.length === 1 ? vscode.l10n.t('Keep one lesson?') : vscode.l10n.t('Keep {0} lessons?', String(found.operations.length)),
    { modal: true, detail: detailText(found) },
    keep,
  );
  if (chosen !== keep) return;
  const learned = await withProgress((options) => session.changingMemory(() => read({ ...options, dryRun: false })));
  if (!learned) return;
  const show = vscode.l10n.t('Show Memory');
  void vscode.window.showInformationMessage(vscode.l10n.t('Learned: {0}', countText(learned)), show).then(async (next) => {
    if (next === show) await vscode.commands.executeCommand('reverie.memory.focus');
  });
}

/** Undefined when the person stopped it: memory is as it was. */
async function withProgress(read: (options: Omit<LearnOptions, 'dryRun'>) => Promise<LearnReport>): Promise<LearnReport | undefined> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Reverie: learning'), cancellable: true },
    async (progress, token) => {
      const signal = abortSignal(token);
      try {
        return await read({ signal, onProgress: (what) => progress.report({ message: unlinked(what) }) });
      } catch (error) {
        if (signal.aborted) return undefined;
        throw error;
      }
    },
  );
}

/** A dialog shows no more lines than people read. */
const mostShown = 12;

function detailText(report: LearnReport): string {
  const lines = report.operations
    .slice(0, mostShown)
    .map((operation) => (operation.op === 'add' ? `• ${plain(operation.value.statement)}` : `• ${plain(operation.reason)}`));
  const more = report.operations.length - lines.length;
  if (more > 0) lines.push(vscode.l10n.t('… and {0} more', String(more)));
  lines.push(
    '',
    vscode.l10n.t('Read: {0}.', readText(report)),
    vscode.l10n.t('They begin on trial, which marks findings and hides none, or wait for your word. Each can be taken back.'),
  );
  return lines.join('\n');
}

function nothingText(report: LearnReport): string {
  const [problem] = report.problems;
  return problem !== undefined && Object.keys(report.read).length === 0
    ? vscode.l10n.t('Nothing was learned: {0}.', problem)
    : vscode.l10n.t('Nothing new to learn. Read: {0}.', readText(report));
}

function readText({ read }: LearnReport): string {
  const parts = Object.entries(read).map(([what, count]) => `${count} ${what}`);
  return parts.length > 0 ? parts.join(', ') : vscode.l10n.t('nothing');
}

function countText({ operations }: LearnReport): string {
  return operations.length === 1 ? vscode.l10n.t('one lesson') : vscode.l10n.t('{0} lessons', String(operations.length));
}
