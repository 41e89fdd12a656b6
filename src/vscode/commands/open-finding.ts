/** Opens a finding at its code: where the quote stands now, the side of the change that it is about, or the file with a word on why no line is chosen. */
import * as vscode from 'vscode';
import path from 'node:path';
import type { Candidate } from '../../core/review/finding.js';
import { codeUri } from '../code-documents.js';
import { unlinked } from '../markdown-text.js';
import { placeIn } from '../placed-findings.js';
import type { RepoSession } from '../repo-session.js';
import { reviewedFiles } from '../reviewed-files.js';
import { chosenCandidate, type Clicked } from './chosen-findings.js';
import type { CommandContext } from './command-context.js';

export async function openFinding(context: CommandContext, ...clicked: Clicked): Promise<void> {
  const chosen = chosenCandidate(context, clicked);
  if (!chosen) return;
  const { finding, session } = chosen;
  const { anchor } = finding;
  const document = await documentOf(session, finding);
  if (!document) {
    void vscode.window.showInformationMessage(
      unlinked(vscode.l10n.t('{0} is not in the work tree: the finding is about another version of it.', anchor.path)),
    );
    return;
  }
  const { placeAnchor } = await context.engine();
  const place = placeIn(document, finding, placeAnchor, document.uri.scheme === 'file' ? 'new' : anchor.side);
  const range = new vscode.Range(place.startLine - 1, place.startColumn - 1, place.endLine - 1, place.endColumn - 1);
  // the keys that give a verdict work in the tree, so it keeps the focus
  const editor = await vscode.window.showTextDocument(document, { preview: true, preserveFocus: true, selection: range });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  if ('fingerprint' in finding) context.threads.reveal(document, finding.fingerprint as string);
  vscode.window.setStatusBarMessage(place.state === 'exact' ? '' : vscode.l10n.t('$(info) {0}', place.why), 8_000);
}

/** The file in the work tree; removed code in the version it was removed from, and a file that is gone as the review saw it. */
async function documentOf(session: RepoSession, { anchor }: Candidate): Promise<vscode.TextDocument | undefined> {
  const uri = vscode.Uri.file(path.join(session.repo.root, anchor.path));
  if (anchor.side === 'new' && (await exists(uri))) return vscode.workspace.openTextDocument(uri);
  const file = (await reviewedFiles(session)).find((f) => f.path === anchor.path);
  if (file && (anchor.side === 'old' ? file.oldBlob : file.newBlob) !== undefined)
    return vscode.workspace.openTextDocument(codeUri(session, file, anchor.side));
  return (await exists(uri)) ? vscode.workspace.openTextDocument(uri) : undefined;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
