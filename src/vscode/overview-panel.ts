/** The overview panel: numbers per review and per dream, in a webview that runs nothing but its own script. */
import * as vscode from 'vscode';
import { randomBytes } from 'node:crypto';
import { isOverviewRequest, type OverviewFigures, type OverviewUpdate } from '../protocol/overview.js';
import { describeError } from './next-step-error.js';
import { dreamFigures, reviewFigures } from './overview-figures.js';
import type { ReverieStore } from './reverie-store.js';

/** Transcripts read for the overview, newest first. */
const newest = 30;

let open: { panel: vscode.WebviewPanel; refresh: () => void } | undefined;

/** Shows the one panel, or brings it to the front with new figures. */
export function showOverviewPanel(store: ReverieStore, extensionUri: vscode.Uri): void {
  if (open) {
    open.panel.reveal();
    open.refresh();
    return;
  }
  const files = vscode.Uri.joinPath(extensionUri, 'dist', 'media');
  const panel = vscode.window.createWebviewPanel('reverie.overview', vscode.l10n.t('Reverie Overview'), vscode.ViewColumn.Active, {
    enableScripts: true,
    localResourceRoots: [files],
  });
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'reverie.svg');
  const send = (update: OverviewUpdate) => panel.webview.postMessage(update);
  const refresh = () => {
    void readFigures(store).then(
      (figures) => send({ type: 'figures', figures }),
      (error: unknown) => send({ type: 'problem', message: describeError(error).message }),
    );
  };
  const subscriptions = [
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (isOverviewRequest(message)) refresh();
    }),
    store.subscribe(({ part }) => {
      // verdicts change the figures too; findings that stream in come with a transcript at the end
      if (part === 'transcripts' || part === 'dreams' || (part === 'findings' && !store.sessions.some((s) => s.reviewing))) refresh();
    }),
  ];
  panel.onDidDispose(() => {
    for (const subscription of subscriptions) subscription.dispose();
    open = undefined;
  });
  open = { panel, refresh };
  panel.webview.html = page(panel.webview, files);
}

async function readFigures(store: ReverieStore): Promise<OverviewFigures> {
  const repos = await Promise.all(
    (await store.open()).map(async (session) => {
      const entries = (await session.transcripts.get()).slice(-newest);
      const [journal, latest, records] = await Promise.all([
        session.journal.get(),
        session.reverie.latestReview(),
        Promise.all(entries.map((e) => session.reverie.transcript(e.id))),
      ]);
      return { name: session.name, reviews: reviewFigures(records, latest), dreams: dreamFigures(journal.slice(0, newest)) };
    }),
  );
  return { repos };
}

function page(webview: vscode.Webview, files: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(files, name)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${file('overview.css')}">
  <title>Reverie Overview</title>
</head>
<body>
  <main id="overview" aria-live="polite"></main>
  <script type="module" nonce="${nonce}" src="${file('overview.js')}"></script>
</body>
</html>`;
}
