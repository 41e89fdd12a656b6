/** What marks findings in the editor: Problems with their light bulbs, and comment threads. */
import * as vscode from 'vscode';
import type { Engine } from './engine.js';
import { problems } from './problems.js';
import { quickFixes } from './quick-fixes.js';
import type { ReverieStore } from './reverie-store.js';
import { commentThreads, type CommentThreads } from './threads/comment-threads.js';

export type EditorMarks = CommentThreads;

export function editorMarks(store: ReverieStore, engine: () => Promise<Engine>, log: vscode.LogOutputChannel): EditorMarks {
  const marks = problems(store, engine, log);
  const threads = commentThreads(store, engine, log);
  const all = vscode.Disposable.from(marks, quickFixes(marks.placedAt), threads);
  return { rowOf: threads.rowOf, reveal: threads.reveal, dispose: () => void all.dispose() };
}
