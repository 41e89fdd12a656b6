/** Shows a document as it reads: its Markdown in a panel that runs no script and whose links do one thing, or its text where Markdown is switched off. */
import * as vscode from 'vscode';
import path from 'node:path';
import { linkCommand } from '../story-links.js';
import { tabIcon } from '../tab-icon.js';

const open = new Map<string, vscode.WebviewPanel>();

export async function showReadable(uri: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (!vscode.extensions.getExtension('vscode.markdown-language-features')) {
    await vscode.window.showTextDocument(document, { preview: true });
    return;
  }
  const key = uri.toString();
  const panel = open.get(key) ?? newPanel(uri, path.posix.basename(uri.path, '.md'));
  await render(panel, document);
  panel.reveal();
}

async function render(panel: vscode.WebviewPanel, document: vscode.TextDocument): Promise<void> {
  const html = await vscode.commands.executeCommand<string>('markdown.api.render', document.getText());
  if (open.get(document.uri.toString()) !== panel) return;
  const shown = page(panel.webview, panel.title, html);
  // the same again would lose the place that somebody reads at
  if (panel.webview.html !== shown) panel.webview.html = shown;
}

/** What it says changes when somebody decides; the editor forgets a document that no editor shows, so it is asked for again when it is seen. */
function newPanel(uri: vscode.Uri, title: string): vscode.WebviewPanel {
  const key = uri.toString();
  const files = vscode.Uri.joinPath(extensionUri(), 'media');
  const panel = vscode.window.createWebviewPanel('reverie.readable', title, vscode.ViewColumn.Active, {
    enableScripts: false,
    enableFindWidget: true,
    enableCommandUris: [linkCommand],
    localResourceRoots: [files],
  });
  panel.iconPath = tabIcon(extensionUri());
  const changes = vscode.workspace.onDidChangeTextDocument(({ document }) => {
    if (document.uri.toString() === key) void render(panel, document);
  });
  panel.onDidChangeViewState(() => {
    if (panel.visible)
      vscode.workspace.openTextDocument(uri).then(
        (document) => render(panel, document),
        () => undefined,
      );
  });
  panel.onDidDispose(() => {
    changes.dispose();
    open.delete(key);
  });
  open.set(key, panel);
  return panel;
}

function page(webview: vscode.Webview, title: string, body: string): string {
  const style = webview.asWebviewUri(vscode.Uri.joinPath(extensionUri(), 'media', 'readable', 'readable.css')).toString();
  // no script, no image, no form: the text speaks of code that nobody vouches for
  const policy = `default-src 'none'; style-src ${webview.cspSource}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="${vscode.env.language}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${style}">
  <title>${title.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)}</title>
</head>
<body><main>${body}</main></body>
</html>`;
}

function extensionUri(): vscode.Uri {
  const extension = vscode.extensions.getExtension('reverie.reverie');
  if (!extension) throw new Error('Reverie is not installed under its own name');
  return extension.extensionUri;
}
