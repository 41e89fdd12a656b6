/** The status bar item: what Reverie is doing, and the way to the Findings view. */
import * as vscode from 'vscode';
import { errorSentences } from './next-step-error.js';
import { busyAgents } from './model/model-words.js';
import type { ModelChoice } from './model/model-choice.js';
import type { Pause } from './pause.js';
import { paced } from './paced.js';
import type { RepoSession } from './repo-session.js';
import type { ReverieStore } from './reverie-store.js';
import { statusText } from './status-text.js';

export function statusBar(store: ReverieStore, model: ModelChoice, pause: Pause, log: vscode.LogOutputChannel): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('reverie.status', vscode.StatusBarAlignment.Left, 0);
  item.name = 'Reverie';
  item.command = 'reverie.showFindings';
  const show = () => {
    const atWork = store.sessions.some((s) => busyAgents(s.reviewing?.agents ?? []) > 0);
    const { text, tooltip } = statusText(store, new Date(), { modelHint: model.hint, paused: pause.paused });
    item.text = text;
    item.tooltip = hover(tooltip, pause.paused, atWork);
    item.accessibilityInformation = {
      label: `Reverie: ${tooltip.replaceAll('\n', ', ')}`,
      role: 'button',
    };
  };
  const others = [model.subscribe(show), pause.subscribe(show)];
  const soon = paced(show, () => 150, 0);
  const subscription = store.subscribe((change) => {
    soon();
    // what waits and when the last dream was are read for this, as no view may be open that reads them
    if (change.part === 'state') for (const session of store.sessions) void readDreams(session, log).then(show);
    if (change.part === 'dreams') void readDreams(change.session, log).then(show);
  });
  const clock = setInterval(show, 60_000);
  show();
  item.show();
  return new vscode.Disposable(() => {
    clearInterval(clock);
    soon.dispose();
    for (const other of others) other.dispose();
    subscription.dispose();
    item.dispose();
  });
}

/** The lines as text, and what can be done: of commands only these. */
function hover(lines: string, paused: boolean, atWork: boolean): vscode.MarkdownString {
  const commands: (readonly [command: string, title: string])[] = [
    ['reverie.reviewUncommitted', vscode.l10n.t('Review')],
    ...(atWork ? [['reverie.stopAgent', vscode.l10n.t('Stop an Agent…')] as const] : []),
    ['reverie.dreamNow', vscode.l10n.t('Dream Now')],
    paused ? ['reverie.resume', vscode.l10n.t('Resume')] : ['reverie.pause', vscode.l10n.t('Pause')],
  ];
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: commands.map(([command]) => command) };
  text.appendText(`Reverie\n${lines}`).appendMarkdown('\n\n');
  text.appendMarkdown(commands.map(([command, title]) => `[${title}](command:${command})`).join(' · '));
  return text;
}

async function readDreams(session: RepoSession, log: vscode.LogOutputChannel): Promise<void> {
  try {
    await Promise.all([session.proposals.get(), session.journal.get()]);
  } catch (error) {
    // the Dreams view shows it with its next step
    log.warn(`${session.name}: ${errorSentences(error)}`);
  }
}
