/** A log channel that lets no secret through, whatever is written into it. */
import { inspect } from 'node:util';
import type { LogOutputChannel } from 'vscode';
import { hideSecrets } from './hidden-secrets.js';

export function hidingLog(channel: LogOutputChannel): LogOutputChannel {
  const hidden = (values: unknown[]): string[] => values.map((value) => hideSecrets(textOf(value)));
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

/** Of an error its stack and what caused it; of an object whatever can be shown of it: writing into the log never throws. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value, { depth: 4, breakLength: Infinity });
}
