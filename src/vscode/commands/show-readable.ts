/** Shows a Markdown document as it reads: the built-in preview, or its text where that is switched off. */
import * as vscode from 'vscode';

export async function showReadable(uri: vscode.Uri): Promise<void> {
  if (vscode.extensions.getExtension('vscode.markdown-language-features'))
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  else await vscode.window.showTextDocument(uri, { preview: true });
}
