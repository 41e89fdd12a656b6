/** Shows a Markdown document as it reads: the built-in preview of this one document, or its text where that is switched off. */
import * as vscode from 'vscode';

/** A preview with an editor of its own: the common one jumps to whatever Markdown is opened next. */
const previewEditor = 'vscode.markdown.preview.editor';

export async function showReadable(uri: vscode.Uri): Promise<void> {
  if (vscode.extensions.getExtension('vscode.markdown-language-features'))
    await vscode.commands.executeCommand('vscode.openWith', uri, previewEditor);
  else await vscode.window.showTextDocument(uri, { preview: true });
}
