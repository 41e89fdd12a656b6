/** Opens a lesson as a Markdown document that can be edited and saved; a broken file as it is. */
import * as vscode from 'vscode';
import { lessonFileUri } from '../lesson-file-system.js';
import type { MemoryRow } from '../memory-view.js';

export async function editLesson(row?: MemoryRow): Promise<void> {
  if (!row) return;
  const { session, node } = row;
  const name = node.kind === 'lesson' ? node.lesson.id : node.kind === 'broken' ? /([^/]+)\.md$/.exec(node.path)?.[1] : undefined;
  if (name !== undefined) await vscode.window.showTextDocument(lessonFileUri(session, name), { preview: false });
}
