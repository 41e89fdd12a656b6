/** The shown review with the verdicts given since, as Markdown or SARIF: a document to look at, or a file. */
import * as vscode from 'vscode';
import path from 'node:path';
import { NextStepError } from '../next-step-error.js';
import { stamp } from '../words.js';
import type { CommandContext } from './command-context.js';
import { pickRepo } from './pick-repo.js';

type Format = 'markdown' | 'sarif';
type Choice = vscode.QuickPickItem & { format: Format; to: 'document' | 'file' };

export async function exportReport({ store, engine, version }: CommandContext): Promise<void> {
  const title = vscode.l10n.t('Export Report');
  const session = await pickRepo(store, title);
  if (!session) return;
  await session.loadReview();
  const { report } = session;
  if (!report) {
    throw new NextStepError(vscode.l10n.t('Nothing was reviewed yet.'), {
      title: vscode.l10n.t('Review Changes…'),
      command: 'reverie.review',
    });
  }
  const choice = await vscode.window.showQuickPick(choices(), { title });
  if (!choice) return;
  const { exportReport } = await engine();
  const { format, to } = choice;
  const content = await exportReport(session.repo, report, { format, version, signal: new AbortController().signal });
  if (to === 'document') {
    const document = await vscode.workspace.openTextDocument({ content, language: format === 'sarif' ? 'json' : 'markdown' });
    await vscode.window.showTextDocument(document, { preview: false });
    return;
  }
  const ending = format === 'sarif' ? 'sarif' : 'md';
  const target = await vscode.window.showSaveDialog({
    title,
    defaultUri: vscode.Uri.file(path.join(session.repo.root, `review ${stamp(report.review.endedAt)}.${ending}`)),
    filters: format === 'sarif' ? { SARIF: ['sarif', 'json'] } : { Markdown: ['md'] },
  });
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(content));
  await vscode.window.showTextDocument(target, { preview: false });
}

function choices(): Choice[] {
  return [
    { label: vscode.l10n.t('Markdown'), description: vscode.l10n.t('as a new document'), format: 'markdown', to: 'document' },
    {
      label: vscode.l10n.t('Markdown file…'),
      description: vscode.l10n.t('for a pull request, a chat, a mail'),
      format: 'markdown',
      to: 'file',
    },
    { label: vscode.l10n.t('SARIF'), description: vscode.l10n.t('as a new document'), format: 'sarif', to: 'document' },
    { label: vscode.l10n.t('SARIF file…'), description: vscode.l10n.t('for code scanning and other tools'), format: 'sarif', to: 'file' },
  ];
}
