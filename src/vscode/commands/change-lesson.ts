/** A person's explicit changes of a lesson. What would hide findings is shown before it applies. */
import * as vscode from 'vscode';
import type { LessonChange, LessonPreview } from '../../core/reverie.js';
import type { ApplyResult } from '../../core/memory/memory-store.js';
import { hidesSentence } from '../change-words.js';
import { unlinked } from '../markdown-text.js';
import type { MemoryRow } from '../memory-view.js';
import { plain } from '../words.js';

/** These may begin to hide findings, so a person sees first what they would have hidden. */
const mayHide: Record<LessonChange, string | undefined> = {
  activate: 'Apply Now',
  restore: 'Restore',
  pin: undefined,
  unpin: undefined,
  retire: undefined,
};

export async function changeLesson(change: LessonChange, row?: MemoryRow): Promise<void> {
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
  void vscode.window.showInformationMessage(unlinked(`Retired: ${plain(statement)}`), 'Undo').then(async (chosen) => {
    if (chosen) requireApplied(await session.changeLesson(id, 'restore'));
  });
}

/** What a lesson becomes, and what it would have hidden of the past. */
export function previewSentence({ becomes, hides }: LessonPreview): string {
  return `It becomes ${becomes}. ${hidesSentence(hides)}`;
}

/** Throws with the reason when memory did not take the change. */
export function requireApplied(result: ApplyResult): void {
  if (result.state === 'refused') throw new Error(`Memory was not changed: ${result.reason}`);
  const [refused] = result.refused;
  if (refused) throw new Error(`Memory refused the change: ${refused.reason}`);
}
