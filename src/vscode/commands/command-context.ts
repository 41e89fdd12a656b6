/** What the commands work with. */
import type * as vscode from 'vscode';
import type { Engine } from '../engine.js';
import type { ModelChoice } from '../model/model-choice.js';
import type { MemoryView } from '../memory-view.js';
import type { FindingsView } from '../findings-view.js';
import type { Pause } from '../pause.js';
import type { CommentThreads } from '../threads/comment-threads.js';
import type { ReverieStore } from '../reverie-store.js';

export interface CommandContext {
  store: ReverieStore;
  engine: () => Promise<Engine>;
  findings: FindingsView;
  threads: CommentThreads;
  /** Reverie's own. */
  version: string;
  memory: MemoryView;
  log: vscode.LogOutputChannel;
  /** What is kept on this machine for all workspaces. */
  machineState: vscode.Memento;
  /** Which language model is in force. */
  model: ModelChoice;
  secrets: vscode.SecretStorage;
  /** Which of VS Code's models a person has let Reverie use. */
  allowedModels: vscode.LanguageModelAccessInformation;
  pause: Pause;
  /** Folder of the extension, for the webview's files. */
  extensionUri: vscode.Uri;
}
