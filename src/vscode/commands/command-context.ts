/** What the commands work with. */
import type * as vscode from 'vscode';
import type { Engine } from '../engine.js';
import type { FindingsView } from '../findings-view.js';
import type { ReverieStore } from '../reverie-store.js';

export interface CommandContext {
  store: ReverieStore;
  engine: () => Promise<Engine>;
  findings: FindingsView;
  log: vscode.LogOutputChannel;
  /** What is kept on this machine for all workspaces. */
  machineState: vscode.Memento;
  /** Folder of the extension, for the webview's files. */
  extensionUri: vscode.Uri;
}
