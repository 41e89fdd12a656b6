/** Notices that another window or the CLI changed this repo's memory: its newest version is one small file. */
import * as vscode from 'vscode';
import path from 'node:path';
import type { ReverieStore } from './reverie-store.js';

export function watchMemory(store: ReverieStore): vscode.Disposable {
  const watchers = new Map<string, vscode.Disposable>();
  const update = () => {
    const wanted = new Map(store.sessions.map((session) => [session.id, session]));
    for (const [id, watcher] of watchers) {
      if (wanted.has(id)) continue;
      watcher.dispose();
      watchers.delete(id);
    }
    for (const [id, session] of wanted) {
      if (watchers.has(id)) continue;
      const heads = vscode.Uri.file(path.join(session.repo.reverieDir, 'memory.git', 'refs', 'heads'));
      const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(heads, 'main'));
      // our own changes are told already; telling twice only reads memory again
      const changed = () => session.memoryChanged();
      watchers.set(id, vscode.Disposable.from(watcher, watcher.onDidChange(changed), watcher.onDidCreate(changed)));
    }
  };
  const subscription = store.subscribe(({ part }) => {
    if (part === 'state') update();
  });
  return new vscode.Disposable(() => {
    subscription.dispose();
    for (const watcher of watchers.values()) watcher.dispose();
  });
}
