/** The status bar item: what Reverie is doing, and the way to the Findings view. */
import * as vscode from 'vscode';
import { errorSentences } from './next-step-error.js';
import type { ModelChoice } from './model/model-choice.js';
import type { RepoSession } from './repo-session.js';
import type { ReverieStore } from './reverie-store.js';
import { statusText } from './status-text.js';

export function statusBar(store: ReverieStore, model: ModelChoice, log: vscode.LogOutputChannel): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('reverie.status', vscode.StatusBarAlignment.Left, 0);
  item.name = 'Reverie';
  item.command = 'reverie.showFindings';
  const show = () => {
    const { text, tooltip } = statusText(store, new Date(), model.hint);
    item.text = text;
    item.tooltip = `Reverie\n${tooltip}`;
    item.accessibilityInformation = {
      label: `Reverie: ${tooltip.replaceAll('\n', ', ')}`,
      role: 'button',
    };
  };
  const choice = model.subscribe(show);
  const subscription = store.subscribe((change) => {
    show();
    // what waits and when the last dream was are read for this, as no view may be open that reads them
    if (change.part === 'state') for (const session of store.sessions) void readDreams(session, log).then(show);
    if (change.part === 'dreams') void readDreams(change.session, log).then(show);
  });
  const clock = setInterval(show, 60_000);
  show();
  item.show();
  return new vscode.Disposable(() => {
    clearInterval(clock);
    choice.dispose();
    subscription.dispose();
    item.dispose();
  });
}

async function readDreams(session: RepoSession, log: vscode.LogOutputChannel): Promise<void> {
  try {
    await Promise.all([session.proposals.get(), session.journal.get()]);
  } catch (error) {
    // the Dreams view shows it with its next step
    log.warn(`${session.name}: ${errorSentences(error)}`);
  }
}
