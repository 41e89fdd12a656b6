/** A person's explicit changes of a lesson. What would hide findings is shown before it applies. */
import * as vscode from 'vscode';
import type { LessonChange, LessonPreview } from '../../core/reverie.js';
import type { ApplyResult } from '../../core/memory/memory-store.js';
import { hidesSentence } from '../change-words.js';
import { unlinked } from '../markdown-text.js';
import type { BrokenNode } from '../memory-tree.js';
import type { MemoryRow } from '../memory-view.js';
import { plain } from '../words.js';

/** These may begin to hide findings, so a person sees first what they would have hidden. */
const mayHide: Record<LessonChange, string | undefined> = {
  activate: vscode.l10n.t('Apply Now'),
  restore: vscode.l10n.t('Restore'),
  pin: undefined,
  unpin: undefined,
  retire: undefined,
};

export async function changeLesson(change: LessonChange, row?: MemoryRow): Promise<void> {
  if (row?.node.kind === 'broken') return changeBroken(change, row.session, row.node);
  if (row?.node.kind !== 'lesson') return;
  const { session } = row;
  const { id, statement } = row.node.lesson;
  const confirm = mayHide[change];
  if (confirm) {
    const preview = await session.reverie.previewLesson(id, change);
    const chosen = await vscode.window.showWarningMessage(
      `${confirm}: ${plain(statement)}`,
      { modal: true, detail: previewSentence(preview) },
      confirm,
    );
    if (chosen !== confirm) return;
  }
  requireApplied(await session.changeLesson(id, change));
  if (change !== 'retire') return;
  void vscode.window
    .showInformationMessage(unlinked(vscode.l10n.t('Retired: {0}', plain(statement))), vscode.l10n.t('Undo'))
    .then(async (chosen) => {
      if (chosen) requireApplied(await session.changeLesson(id, 'restore'));
    });
}

/** A file that cannot be read comes back as it last could be, or is put aside. */
async function changeBroken(change: LessonChange, session: MemoryRow['session'], { path, description }: BrokenNode): Promise<void> {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.md$/, '');
  if (change === 'restore') return requireApplied(await session.restoreLesson(name));
  if (change !== 'retire') return;
  const word = vscode.l10n.t('Put Aside');
  const detail = vscode.l10n.t(
    '{0}\n\nThe file is taken out of the lessons; its bytes are kept below put-aside/ in memory, and a rollback brings it back.',
    description,
  );
  const chosen = await vscode.window.showWarningMessage(`${word}: ${path}`, { modal: true, detail }, word);
  if (chosen === word) requireApplied(await session.putAside(path));
}

/** What a lesson becomes, and what it would have hidden of the past. */
export function previewSentence({ becomes, hides }: LessonPreview): string {
  return vscode.l10n.t('It becomes {0}. {1}', becomes, hidesSentence(hides));
}

/** Throws with the reason when memory did not take the change. */
export function requireApplied(result: ApplyResult): void {
  if (result.state === 'refused') throw new Error(vscode.l10n.t('Memory was not changed: {0}', result.reason));
  const [refused] = result.refused;
  if (refused) throw new Error(vscode.l10n.t('Memory refused the change: {0}', refused.reason));
}
