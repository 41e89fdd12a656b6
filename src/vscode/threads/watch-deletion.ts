/** Hears when the file of an open document is deleted or comes back: its editor stays open, and its threads say so. */
import * as vscode from 'vscode';
import path from 'node:path';

export function watchDeletion({ uri }: Pick<vscode.TextDocument, 'uri'>, changed: (deleted: boolean) => void): vscode.Disposable {
  if (uri.scheme !== 'file') return new vscode.Disposable(() => undefined);
  // a name with the signs of a glob means itself
  const name = path.basename(uri.fsPath).replace(/[[\]{}*?]/g, '[$&]');
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.file(path.dirname(uri.fsPath)), name),
    false,
    true,
    false,
  );
  return vscode.Disposable.from(
    watcher,
    watcher.onDidDelete(() => changed(true)),
    watcher.onDidCreate(() => changed(false)),
  );
}
