/** Opens a lesson to read: of a memory row, or of the lesson that held a finding back. */
import { showLessonPanel } from '../lesson-panel/lesson-panel.js';
import type { FindingsRow } from '../findings-view.js';
import type { MemoryRow } from '../memory-view.js';
import type { CommandContext } from './command-context.js';

export type LessonRow = MemoryRow | FindingsRow;

export async function openLesson({ store, extensionUri, log }: CommandContext, row?: LessonRow): Promise<void> {
  if (!row) return;
  const { session, node } = row;
  const lesson = node.kind === 'lesson' ? node.lesson.id : node.kind === 'held-back' ? node.held.lesson : undefined;
  if (lesson !== undefined) await showLessonPanel({ store, extensionUri, log }, session, lesson);
}
