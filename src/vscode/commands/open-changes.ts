/** All files of the shown review side by side with what they were: the multi-file diff, in which the threads stand at their code. */
import * as vscode from 'vscode';
import path from 'node:path';
import type { ChangedFile } from '../../core/changes/change-set.js';
import { codeUri } from '../code-documents.js';
import { NextStepError } from '../next-step-error.js';
import type { RepoSession } from '../repo-session.js';
import { reviewedFiles } from '../reviewed-files.js';
import { describeScope } from '../words.js';
import type { CommandContext } from './command-context.js';
import { pickRepo } from './pick-repo.js';

/** The editor keeps a model of each. */
const mostFiles = 300;

export async function openChanges({ store }: CommandContext): Promise<void> {
  const session = await pickRepo(store, vscode.l10n.t('Show Reviewed Changes'));
  if (!session) return;
  await session.loadReview();
  const { report } = session;
  if (!report) {
    throw new NextStepError(vscode.l10n.t('Nothing was reviewed yet.'), {
      title: vscode.l10n.t('Review Changes…'),
      command: 'reverie.review',
    });
  }
  const files = (await reviewedFiles(session)).filter((f) => f.kind === 'text' && f.status !== 'type-changed');
  if (files.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('The review has no text file to compare.'));
    return;
  }
  const found = new Set(report.findings.map((f) => f.anchor.path));
  // with too many of them, those with findings
  const shown = [...files].sort((a, b) => Number(found.has(b.path)) - Number(found.has(a.path))).slice(0, mostFiles);
  const chosen = new Set(shown);
  const inOrder = files.filter((f) => chosen.has(f));
  const title = vscode.l10n.t('Reverie: {0}', describeScope(report.review.scope));
  await vscode.commands.executeCommand('vscode.changes', title, await Promise.all(inOrder.map((file) => sides(session, file))));
  if (inOrder.length < files.length) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} of {1} files are shown, those with findings first.', inOrder.length, files.length),
    );
  }
}

/** What the file is called, what it was, what it is. The work tree's file is the file itself: it can be edited there. */
async function sides(session: RepoSession, file: ChangedFile): Promise<[vscode.Uri, vscode.Uri, vscode.Uri]> {
  const inTree = vscode.Uri.file(path.join(session.repo.root, file.path));
  const old = codeUri(session, file, 'old');
  // a commit's side is what it was; only without a blob it is the work tree
  const isInTree = file.newBlob === undefined && file.status !== 'deleted' && (await exists(inTree));
  return [inTree, old, isInTree ? inTree : codeUri(session, file, 'new')];
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
