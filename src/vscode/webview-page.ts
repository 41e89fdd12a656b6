/** The page of a webview: its own script and styles, and a policy under which nothing else runs or loads. */
import type * as vscode from 'vscode';
import { randomBytes } from 'node:crypto';

/** `name` is the folder of the webview in `media`; `files` is where the build puts what it makes of it. */
export function webviewPage(webview: vscode.Webview, files: vscode.Uri, { name, title }: { name: string; title: string }): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (extension: string) => webview.asWebviewUri(files.with({ path: `${files.path}/${name}.${extension}` })).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${file('css')}">
  <title>${escapeHtml(title)}</title>
</head>
<body>
  <main></main>
  <script type="module" nonce="${nonce}" src="${file('js')}"></script>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
