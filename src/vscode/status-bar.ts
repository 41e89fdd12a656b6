/** The status bar item: what Reverie is doing, and the way to the Findings view. */
import * as vscode from 'vscode';
import type { ReverieStore } from './reverie-store.js';
import { statusText } from './status-text.js';

export function statusBar(store: ReverieStore): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('reverie.status', vscode.StatusBarAlignment.Left, 0);
  item.name = 'Reverie';
  item.command = 'reverie.showFindings';
  const show = () => {
    const { text, tooltip } = statusText(store, new Date());
    item.text = text;
    item.tooltip = `Reverie\n${tooltip}`;
    item.accessibilityInformation = {
      label: `Reverie: ${text.replace(/\$\([^)]*\) ?/g, '')}. ${tooltip.replaceAll('\n', '. ')}`,
      role: 'button',
    };
  };
  const subscription = store.subscribe(show);
  const clock = setInterval(show, 60_000);
  show();
  item.show();
  return new vscode.Disposable(() => {
    clearInterval(clock);
    subscription.dispose();
    item.dispose();
  });
}
