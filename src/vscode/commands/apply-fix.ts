/** Applies a suggested fix where its expected text still stands; what needs a look goes through the editor's refactor preview. Undo is one step. */
import * as vscode from 'vscode';
import type { Finding } from '../../core/review/finding.js';
import type { PlannedEdit } from '../../core/review/plan-fix.js';
import { openFix } from '../fix-files.js';
import { lineEdit } from '../line-edit.js';
import { unlinked } from '../markdown-text.js';
import type { RepoSession } from '../repo-session.js';
import { chosenFinding, type Clicked } from './chosen-findings.js';
import type { CommandContext } from './command-context.js';
import { lookAgain } from './look-again.js';
import { openNext } from './open-next.js';

export async function applyFix(context: CommandContext, ...clicked: Clicked): Promise<void> {
  const chosen = chosenFinding(context, clicked);
  if (chosen) await applyTo(context, chosen.session, chosen.finding);
}

export async function fixAndNext(context: CommandContext, ...clicked: Clicked): Promise<void> {
  const chosen = chosenFinding(context, clicked);
  if (chosen && (await applyTo(context, chosen.session, chosen.finding))) await openNext(context, chosen.session, chosen.finding);
}

/** Editors opened beside each other for one fix. */
const mostOpened = 10;

/** True when the code was changed. */
async function applyTo(context: CommandContext, session: RepoSession, finding: Finding): Promise<boolean> {
  const { documents, files } = await openFix(session, finding);
  const plan = session.reverie.planFix(finding, files);
  if (plan.state === 'refused') {
    void refuse(context, session, finding, plan);
    return false;
  }
  const edit = new vscode.WorkspaceEdit();
  const needsConfirmation = needsLook(finding, plan.edits);
  for (const planned of plan.edits) {
    const document = documents.get(planned.path);
    if (!document) continue;
    const { range, text } = inDocument(planned, document);
    edit.replace(document.uri, range, text, {
      needsConfirmation,
      label: vscode.l10n.t('Reverie: {0}', finding.title),
      description: planned.certain ? undefined : vscode.l10n.t('Check the place: the file has changed since the review'),
    });
  }
  const changed = [...documents.values()];
  const before = changed.map((d) => d.version);
  // a change of several files is a refactoring: undone together, and saved if the person has refactorings saved
  const applied = await vscode.workspace.applyEdit(edit, { isRefactoring: changed.length > 1 });
  if (!applied && !needsConfirmation) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The editor did not take the fix: a file changed meanwhile, or cannot be written.'),
    );
    return false;
  }
  // in the preview a person may have taken everything out
  if (changed.every((d, i) => d.version === before[i])) {
    if (needsConfirmation)
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          'The fix was not applied: it changes other files, or a place that is not sure. Tick its changes in the refactor preview, then apply them.',
        ),
      );
    return false;
  }
  const left = changed.filter((d, i) => d.version === before[i]).length;
  if (left > 0)
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The fix was applied in part: {0} of {1} files were left as they are.', left, changed.length),
    );
  await session.giveVerdict([finding], { verdict: 'accept' });
  // what is open is undone together, in one step
  for (const other of changed.slice(0, mostOpened)) await vscode.window.showTextDocument(other, { preserveFocus: true, preview: false });
  await showFirst(plan.edits[0], documents.get(plan.edits[0].path));
  return true;
}

/** More than the finding's own file, or a place that nothing vouches for: a person looks before it is written. */
function needsLook({ anchor }: Finding, edits: readonly PlannedEdit[]): boolean {
  return edits.some((e) => !e.certain || e.path !== anchor.path);
}

function inDocument(planned: PlannedEdit, document: vscode.TextDocument): { range: vscode.Range; text: string } {
  const lengths = Array.from({ length: document.lineCount }, (_, line) => document.lineAt(line).text.length);
  const { from, to, text } = lineEdit(planned, lengths, document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n');
  return { range: new vscode.Range(...from, ...to), text };
}

async function showFirst({ startLine, lines }: PlannedEdit, document: vscode.TextDocument | undefined): Promise<void> {
  if (!document) return;
  const line = Math.min(startLine - 1, document.lineCount - 1);
  const end = Math.min(line + Math.max(lines.length - 1, 0), document.lineCount - 1);
  const editor = await vscode.window.showTextDocument(document, { preserveFocus: true, preview: false });
  editor.revealRange(new vscode.Range(line, 0, end, 0), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function refuse(
  context: CommandContext,
  session: RepoSession,
  finding: Finding,
  { why, stale }: { why: string; stale: boolean },
): Promise<void> {
  const again = vscode.l10n.t('Review This File Again');
  const agent = vscode.l10n.t('Fix with My Agent');
  const choices = stale ? [again, agent] : [agent];
  const message = stale
    ? vscode.l10n.t('The fix was not applied: {0}. The code has changed since the review.', why)
    : vscode.l10n.t('The fix was not applied: {0}.', why);
  const chosen = await vscode.window.showWarningMessage(unlinked(message), ...choices);
  if (chosen === again) await lookAgain(context, session, finding.anchor.path);
  if (chosen === agent) await vscode.commands.executeCommand('reverie.fixWithAgent', rowFor(session, finding));
}

function rowFor(session: RepoSession, finding: Finding) {
  return { session, node: { kind: 'finding', id: `finding/${finding.id}`, finding, mark: 'open', description: '', label: finding.title } };
}
