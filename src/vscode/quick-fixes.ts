/** Quick fixes on Reverie's problems: the commands of the findings tree, where the code is. */
import * as vscode from 'vscode';
import { findingActions } from './finding-actions.js';
import type { FindingsRow } from './findings-view.js';
import type { PlacedFinding } from './problems.js';

export function quickFixes(placedAt: (uri: vscode.Uri, diagnostic: vscode.Diagnostic) => PlacedFinding | undefined): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { scheme: 'file' },
    {
      provideCodeActions: (document, _range, { diagnostics }) =>
        diagnostics.flatMap((diagnostic) => {
          const placed = diagnostic.source === 'reverie' ? placedAt(document.uri, diagnostic) : undefined;
          return placed ? actions(placed, diagnostic) : [];
        }),
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

function actions({ session, finding }: PlacedFinding, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
  const row: FindingsRow = {
    session,
    node: { kind: 'finding', id: `finding/${finding.id}`, finding, mark: 'open', description: '', label: finding.title },
  };
  return findingActions(finding).map(({ title, command }) => {
    const action = new vscode.CodeAction(vscode.l10n.t('Reverie: {0}', title), vscode.CodeActionKind.QuickFix);
    action.diagnostics = [diagnostic];
    action.isPreferred = command === 'reverie.applyFix';
    action.command = { command, title, arguments: [row] };
    return action;
  });
}
