/** Opens a lesson as a Markdown document: of a memory row, or of the lesson that held a finding back. */
import * as vscode from 'vscode';
import { lessonUri } from '../documents.js';
import type { FindingsRow } from '../findings-view.js';
import type { MemoryRow } from '../memory-view.js';

export async function openLesson(row?: MemoryRow | FindingsRow): Promise<void> {
  if (!row) return;
  const { session, node } = row;
  const lesson = node.kind === 'lesson' ? node.lesson.id : node.kind === 'held-back' ? node.held.lesson : undefined;
  if (lesson !== undefined) await vscode.window.showTextDocument(lessonUri(session, lesson), { preview: true });
}
