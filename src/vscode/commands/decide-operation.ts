/** A person's decision on a waiting operation: its backtest, and what it would do, are shown before it is approved. */
import * as vscode from 'vscode';
import { backtestSentence, sentence } from '../dream-document.js';
import type { DreamsRow } from '../dreams-view.js';
import type { MemoryRow } from '../memory-view.js';
import { changeWords } from '../change-words.js';
import { requireApplied } from './change-lesson.js';

export async function decideOperation(decision: 'approve' | 'discard', row?: MemoryRow | DreamsRow): Promise<void> {
  if (row?.node.kind !== 'proposal') return;
  const { session, node } = row;
  const { dream, operation, title } = node;
  const dreamt = (await session.journal.get()).find((d) => d.dream === dream)?.operations.find((o) => o.operation.id === operation.id);
  const detail = [
    ...(node.unverified && decision === 'approve'
      ? [vscode.l10n.t('No dream on this machine proposed this change. Look at it as at a stranger’s before you approve it.')]
      : []),
    sentence(operation.reason),
    ...(dreamt?.backtest ? [backtestSentence(dreamt.backtest, dreamt.reason)] : []),
    ...(dreamt ? [sentence(dreamt.reason)] : []),
    ...(decision === 'approve'
      ? [changeWords(await session.reverie.previewChange({ do: 'approve', dream, operation: operation.id }))]
      : []),
  ].join('\n\n');
  const word = decision === 'approve' ? vscode.l10n.t('Approve') : vscode.l10n.t('Discard');
  const chosen = await vscode.window.showWarningMessage(`${word} “${title}”?`, { modal: true, detail }, word);
  if (chosen === word) requireApplied(await session.decide(dream, operation.id, decision));
}
