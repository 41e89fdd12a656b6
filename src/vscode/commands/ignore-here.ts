/** Silences a finding in one place by a comment in the code that says why; the next review lists it as ignored. */
import * as vscode from 'vscode';
import path from 'node:path';
import type { Finding } from '../../core/review/finding.js';
import { unlinked } from '../markdown-text.js';
import { placeInText } from '../place-in-text.js';
import { chosenFinding, type Clicked } from './chosen-findings.js';
import type { CommandContext } from './command-context.js';

export async function ignoreHere(context: CommandContext, ...clicked: Clicked): Promise<void> {
  const chosen = chosenFinding(context, clicked);
  if (!chosen) return;
  const { finding, session } = chosen;
  if (finding.security) return refuse(vscode.l10n.t('a comment silences no security finding'), clicked);
  const uri = vscode.Uri.file(path.join(session.repo.root, finding.anchor.path));
  const document = await vscode.workspace.openTextDocument(uri);
  const engine = await context.engine();
  if (lineOf(finding, document, engine) === undefined) return refuse(vscode.l10n.t('the code is not where it was found'), clicked);
  const reason = await vscode.window.showInputBox({
    title: vscode.l10n.t('Ignore here: {0}', unlinked(finding.title)),
    prompt: vscode.l10n.t('Why is it right here? The reason stands in the comment, for whoever reads the code.'),
    ignoreFocusOut: true,
    validateInput: (value) => (/[\p{L}\p{N}]/u.test(value) ? undefined : vscode.l10n.t('A comment without a reason silences nothing')),
  });
  if (reason === undefined) return;
  // the text may have changed while the reason was written
  const line = lineOf(finding, document, engine);
  if (line === undefined) return refuse(vscode.l10n.t('the code has changed meanwhile'), clicked);
  const rule = finding.rule ?? finding.source.name;
  const edit = engine.writeIgnore({ path: finding.anchor.path, text: document.getText(), line, rule, reason });
  if (edit.state === 'refused') return refuse(edit.why, clicked);
  const change = new vscode.WorkspaceEdit();
  change.insert(uri, new vscode.Position(edit.line - 1, edit.column), edit.text);
  if (!(await vscode.workspace.applyEdit(change))) return refuse(vscode.l10n.t('the editor did not take the change'), clicked);
  await vscode.window.showTextDocument(document, { preserveFocus: true });
  vscode.window.setStatusBarMessage(vscode.l10n.t('$(comment) The next review lists it as ignored'), 5_000);
}

/** 1-based; undefined when the quoted code does not stand in one place. */
function lineOf({ anchor }: Finding, document: vscode.TextDocument, { placeAnchor }: Awaited<ReturnType<CommandContext['engine']>>) {
  const place = placeInText(anchor, document.getText(), placeAnchor);
  return place.state === 'exact' ? place.startLine : undefined;
}

async function refuse(why: string, clicked: Clicked): Promise<void> {
  const dismiss = vscode.l10n.t('Dismiss…');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('No comment was written: {0}. You can dismiss the finding instead.', why),
    dismiss,
  );
  if (chosen === dismiss) await vscode.commands.executeCommand('reverie.dismissFinding', ...clicked);
}
