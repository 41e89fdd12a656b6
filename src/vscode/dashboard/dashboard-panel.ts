/** The dashboard panel: reads the figures in the engine, hands them to a webview that runs nothing but its own script, and saves tables as CSV. */
import * as vscode from 'vscode';
import { isDashboardRequest, type DashboardRepo, type DashboardRequest, type DashboardUpdate } from '../../protocol/dashboard.js';
import { describeError } from '../next-step-error.js';
import type { RepoSession } from '../repo-session.js';
import type { ReverieStore } from '../reverie-store.js';
import { tabIcon } from '../tab-icon.js';
import { webviewPage } from '../webview-page.js';
import { csvOf } from './csv.js';
import { type DashboardInput, dashboardRepo } from './dashboard-sections.js';

/** Changes are gathered for this long: a dream and its verdicts come together. */
const gatherMs = 250;
/** What takes longer is told. */
const slowMs = 400;

let open: { panel: vscode.WebviewPanel; refresh: () => void } | undefined;

/** Shows the one panel, or brings it to the front with new figures. */
export function showDashboardPanel(store: ReverieStore, extensionUri: vscode.Uri, log: vscode.LogOutputChannel): void {
  if (open) {
    open.panel.reveal();
    open.refresh();
    return;
  }
  const files = vscode.Uri.joinPath(extensionUri, 'dist', 'media');
  const title = vscode.l10n.t('Reverie Dashboard');
  const panel = vscode.window.createWebviewPanel('reverie.dashboard', title, vscode.ViewColumn.Active, {
    enableScripts: true,
    localResourceRoots: [files],
  });
  panel.iconPath = tabIcon(extensionUri);
  const closed = new AbortController();
  let stopper = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reading: Promise<void> | undefined;
  let again = false;
  let shown: DashboardRepo[] = [];

  const send = (update: DashboardUpdate) => void panel.webview.postMessage(update);
  const tell = (text: string) => send({ type: 'status', text, action: { label: vscode.l10n.t('Stop'), asks: 'stop' } });
  const draw = (repos: DashboardRepo[]) => {
    shown = repos;
    send({ type: 'dashboard', words: words(), language: vscode.env.language, repos });
  };
  const read = async () => {
    do {
      again = false;
      stopper = new AbortController();
      const signal = AbortSignal.any([closed.signal, stopper.signal]);
      // the page is empty until the first figures are there
      const slow = setTimeout(() => tell(vscode.l10n.t('Reading what was recorded…')), slowMs);
      try {
        const repos = await readRepos(store, { signal, tell, draw });
        // a stop that came too late stops nothing
        if (!closed.signal.aborted) draw(repos);
      } catch (error) {
        if (!stopper.signal.aborted) throw error;
        const text = vscode.l10n.t('Stopped; what was read until then is kept.');
        send({ type: 'status', text, action: { label: vscode.l10n.t('Read On'), asks: 'ready' } });
      } finally {
        clearTimeout(slow);
      }
    } while (again && !closed.signal.aborted);
  };
  const refresh = () => {
    // what changes while it reads is read once more afterwards
    if (reading) again = true;
    else
      reading = read()
        .catch((error: unknown) => {
          if (closed.signal.aborted) return;
          log.warn(`dashboard: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
          send({ type: 'status', text: describeError(error).message });
        })
        .finally(() => (reading = undefined));
  };
  const subscriptions = [
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (!isDashboardRequest(message)) return;
      if (message.type === 'export') void exportCsv(shown, message, log);
      else if (message.type === 'stop') {
        again = false;
        stopper.abort();
      } else refresh();
    }),
    store.subscribe(({ part }) => {
      // findings that stream in come with a transcript at the end
      if (part === 'activity' || (part === 'findings' && store.sessions.some((s) => s.reviewing))) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        refresh();
      }, gatherMs);
    }),
  ];
  panel.onDidDispose(() => {
    closed.abort();
    clearTimeout(timer);
    for (const subscription of subscriptions) subscription.dispose();
    open = undefined;
  });
  open = { panel, refresh };
  panel.webview.html = webviewPage(panel.webview, files, { name: 'dashboard', title });
}

type Reading = { signal: AbortSignal; tell: (text: string) => void; draw: (repos: DashboardRepo[]) => void };

/** All figures; what is known before the health of memory is measured is drawn meanwhile. */
async function readRepos(store: ReverieStore, { signal, tell, draw }: Reading): Promise<DashboardRepo[]> {
  const sessions = await unlessStopped(store.open(), signal);
  const known = await Promise.all(sessions.map((session) => readFigures(session, { signal, tell })));
  const measured = Promise.all(sessions.map((session) => session.health.get()));
  const slow = setTimeout(() => {
    draw(known.map((figures) => dashboardRepo(figures)));
    tell(vscode.l10n.t('Measuring the health of memory…'));
  }, slowMs);
  try {
    const health = await unlessStopped(measured, signal);
    return known.map((figures, i) => dashboardRepo({ ...figures, health: health[i] }));
  } finally {
    clearTimeout(slow);
  }
}

async function readFigures(session: RepoSession, { signal, tell }: Omit<Reading, 'draw'>): Promise<Omit<DashboardInput, 'health'>> {
  const [trends, memory, journal, proposals] = await Promise.all([
    session.reverie.trends({
      signal,
      onProgress: (done, total) => {
        // a few are read before anyone could read of it
        if (total > 100) tell(vscode.l10n.t('Reading transcripts: {0} of {1}', done, total));
      },
    }),
    session.memory.get(),
    session.journal.get(),
    session.proposals.get(),
  ]);
  return { name: session.name, trends, memory, journal, proposals };
}

/** Rejects when the signal is aborted, though the work itself may go on to its end. */
async function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const over = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('stopped')), { signal: over.signal });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    over.abort();
    // told already
    work.catch(() => undefined);
  }
}

function words() {
  return {
    exportCsv: vscode.l10n.t('Export CSV'),
    none: vscode.l10n.t('There is no repository in this window.'),
    tableOf: vscode.l10n.t('Table: {0}'),
  };
}

/** Asks where, and writes the table that is shown. */
async function exportCsv(
  shown: readonly DashboardRepo[],
  { repo, section }: Extract<DashboardRequest, { type: 'export' }>,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const from = shown[repo];
  const table = from?.sections.find((s) => s.id === section)?.table;
  if (!from || !table) return;
  try {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const name = `reverie-${from.name.replace(/[^\w.-]+/g, '-')}-${section}.csv`;
    const target = await vscode.window.showSaveDialog({
      filters: { CSV: ['csv'] },
      ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    });
    if (!target) return;
    // a byte-order mark, so that spreadsheets read it as UTF-8
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(`\uFEFF${csvOf(table)}`));
    const openIt = vscode.l10n.t('Open');
    const chosen = await vscode.window.showInformationMessage(
      vscode.l10n.t('Exported to {0}', vscode.workspace.asRelativePath(target)),
      openIt,
    );
    if (chosen === openIt) await vscode.window.showTextDocument(target);
  } catch (error) {
    log.warn(`export: ${String(error)}`);
    void vscode.window.showErrorMessage(vscode.l10n.t('The table could not be exported: {0}', describeError(error).message));
  }
}
