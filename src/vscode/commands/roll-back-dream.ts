/** Takes one operation of a dream back, or all that are in effect, after showing what that does. */
import * as vscode from 'vscode';
import { changeWords } from '../change-words.js';
import type { DreamsRow } from '../dreams-view.js';
import { requireApplied } from './change-lesson.js';

export async function revertOperation(row?: DreamsRow): Promise<void> {
  if (row?.node.kind !== 'dreamt') return;
  const { session, node } = row;
  const operation = node.dreamt.operation.id;
  const word = vscode.l10n.t('Take Back');
  const preview = await session.reverie.previewChange({ do: 'revert', operation });
  const detail = `${changeWords(preview)}\n\n${vscode.l10n.t('This becomes a new version. Changes of other lessons stay.')}`;
  const chosen = await vscode.window.showWarningMessage(vscode.l10n.t('Take “{0}” back?', node.title), { modal: true, detail }, word);
  if (chosen === word) requireApplied(await session.revert(operation));
}

export async function rollBackDream(row?: DreamsRow): Promise<void> {
  if (row?.node.kind !== 'dream') return;
  const { session, node } = row;
  // the last one first: each stands on those before it
  const operations = node.children
    .filter((child) => child.inEffect)
    .map((child) => child.dreamt.operation.id)
    .toReversed();
  if (operations.length === 0) throw new Error(vscode.l10n.t('Nothing of this dream is in effect.'));
  const word = vscode.l10n.t('Roll Back');
  const preview = await session.reverie.previewChange({ do: 'revert-all', operations });
  const detail = `${changeWords(preview)}\n\n${vscode.l10n.t('Each change is taken back as a new version. Changes of other lessons stay.')}`;
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Roll back the dream “{0}”?', node.title),
    { modal: true, detail },
    word,
  );
  if (chosen !== word) return;
  const results = await session.revertAll(operations);
  const refused = results.find((r) => r.state === 'refused');
  const done = results.filter((r) => r.state === 'applied').length;
  if (refused?.state === 'refused')
    throw new Error(vscode.l10n.t('{0} of {1} changes were taken back, then memory refused: {2}', done, operations.length, refused.reason));
}
