/** Opens a finding at its code: where the quote stands now, or the file with a word on why no line is chosen. */
import * as vscode from 'vscode';
import path from 'node:path';
import { unlinked } from '../markdown-text.js';
import { placeInText } from '../place-in-text.js';
import { chosenCandidate, type Clicked } from './chosen-findings.js';
import type { CommandContext } from './command-context.js';

export async function openFinding(context: CommandContext, ...clicked: Clicked): Promise<void> {
  const chosen = chosenCandidate(context, clicked);
  if (!chosen) return;
  const { anchor } = chosen.finding;
  const uri = vscode.Uri.file(path.join(chosen.session.repo.root, anchor.path));
  const document = await openIfThere(uri);
  if (!document) {
    void vscode.window.showInformationMessage(
      unlinked(vscode.l10n.t('{0} is not in the work tree: the finding is about another version of it.', anchor.path)),
    );
    return;
  }
  const { placeAnchor } = await context.engine();
  const place = placeInText(anchor, document.getText(), placeAnchor);
  const range = new vscode.Range(place.startLine - 1, place.startColumn - 1, place.endLine - 1, place.endColumn - 1);
  // the keys that give a verdict work in the tree, so it keeps the focus
  const editor = await vscode.window.showTextDocument(document, { preview: true, preserveFocus: true, selection: range });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  vscode.window.setStatusBarMessage(place.state === 'exact' ? '' : vscode.l10n.t('$(info) {0}', place.why), 8_000);
}

async function openIfThere(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  const there = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  return there ? vscode.workspace.openTextDocument(uri) : undefined;
}
