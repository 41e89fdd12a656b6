/** The log channel, through which no secret passes: messages may hold what a gateway, git or another program said. */
import * as vscode from 'vscode';
import { hideSecrets } from './hidden-secrets.js';

export function openLog(): vscode.LogOutputChannel {
  const channel = vscode.window.createOutputChannel('Reverie', { log: true });
  const hidden = (values: unknown[]) =>
    values.map((value) => (typeof value === 'string' ? hideSecrets(value) : hideSecrets(textOf(value))));
  return {
    name: channel.name,
    get logLevel() {
      return channel.logLevel;
    },
    onDidChangeLogLevel: channel.onDidChangeLogLevel,
    trace: (text, ...more) => channel.trace(hideSecrets(text), ...hidden(more)),
    debug: (text, ...more) => channel.debug(hideSecrets(text), ...hidden(more)),
    info: (text, ...more) => channel.info(hideSecrets(text), ...hidden(more)),
    warn: (text, ...more) => channel.warn(hideSecrets(text), ...hidden(more)),
    error: (error, ...more) => channel.error(hideSecrets(textOf(error)), ...hidden(more)),
    append: (text) => channel.append(hideSecrets(text)),
    appendLine: (text) => channel.appendLine(hideSecrets(text)),
    replace: (text) => channel.replace(hideSecrets(text)),
    clear: () => channel.clear(),
    show: () => channel.show(),
    hide: () => channel.hide(),
    dispose: () => channel.dispose(),
  };
}

function textOf(value: unknown): string {
  if (value instanceof Error) return value.stack ?? value.message;
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}
