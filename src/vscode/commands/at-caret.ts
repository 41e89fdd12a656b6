/** Lets a command that is given findings run by a key in an editor: on those in whose code the caret stands. */
import * as vscode from 'vscode';
import { findingsAtCaret } from '../findings-at-caret.js';
import { severityWords } from '../words.js';
import type { Clicked } from './chosen-findings.js';
import type { CommandContext } from './command-context.js';

type Given = (context: CommandContext, ...clicked: Clicked) => Promise<void>;

/** `{ "at": "caret" }` is what the manifest's keys hand over; everything else goes to the command as it came. */
export async function atCaret(context: CommandContext, given: readonly unknown[], run: Given): Promise<void> {
  if (!isCaret(given[0])) return run(context, ...(given as Clicked));
  const rows = await findingsAtCaret(context);
  if (rows.length === 0) {
    vscode.window.setStatusBarMessage(vscode.l10n.t('$(info) No finding of Reverie is on this line'), 5_000);
    return;
  }
  const chosen = rows.length === 1 ? rows : await pick(rows);
  if (chosen && chosen.length > 0) await run(context, chosen[0], chosen);
}

async function pick(rows: Awaited<ReturnType<typeof findingsAtCaret>>): Promise<typeof rows | undefined> {
  const items = rows.map((row) => ({
    label: row.node.finding.title,
    description: severityWords[row.node.finding.severity],
    picked: row.node.mark === 'open',
    row,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    placeHolder: vscode.l10n.t('Which of the findings on this line?'),
  });
  return picked?.map((item) => item.row);
}

function isCaret(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'at' in value && value.at === 'caret';
}
