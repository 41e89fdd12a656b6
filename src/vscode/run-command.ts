/** The one wrapper of every command: it logs, shows what went wrong with the next step as a button, and lets cancellation pass in silence. */
import * as vscode from 'vscode';
import { commandIds, type CommandId } from './command-id.js';
import { unlinked } from './markdown-text.js';
import { describeError, errorSentences, isCancellation, type NextStep } from './next-step-error.js';

export type Handler = (...args: never[]) => void | Promise<void>;

/** Registers every command; `load` gives their code on first use, `seen` hears that a person asked for something. */
export function registerCommands(
  load: () => Record<CommandId, Handler>,
  seen: () => void,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return vscode.Disposable.from(
    ...commandIds.map((id) =>
      // arguments come from the manifest's menus and from our own tree items, whose types the table knows
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        seen();
        await runCommand(id, () => load()[id](...(args as never[])), log);
        seen();
      }),
    ),
  );
}

/** Runs one command to its end; never rejects. */
export async function runCommand(id: string, run: () => void | Promise<void>, log: vscode.LogOutputChannel): Promise<void> {
  log.debug(`${id}…`);
  try {
    await run();
  } catch (error) {
    if (isCancellation(error)) {
      log.debug(`${id}: cancelled`);
      return;
    }
    // not awaited: the command has ended, the message may stay
    void showError(id, error, log);
  }
}

async function showError(id: string, error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  const { message, next, step, expected } = describeError(error);
  const showLog: NextStep = { title: vscode.l10n.t('Show Log'), command: 'reverie.showLog' };
  if (expected) log.warn(`${id}: ${message}${next ? ` (${next})` : ''}`);
  else log.error(`${id}: ${error instanceof Error ? (error.stack ?? message) : message}`);
  const steps = step ? [step] : [showLog];
  const show = expected ? vscode.window.showWarningMessage : vscode.window.showErrorMessage;
  const chosen = await show(unlinked(errorSentences(error)), ...steps.map((s) => s.title));
  const taken = steps.find((s) => s.title === chosen);
  if (taken) await vscode.commands.executeCommand(taken.command, ...(taken.args ?? []));
}
