/** Notices what happens outside this window: another one or the CLI changed a repo's memory, or a folder became a repository. */
import * as vscode from 'vscode';
import path from 'node:path';
import type { ReverieStore } from './reverie-store.js';

export function watchOutside(store: ReverieStore, log: vscode.LogOutputChannel): vscode.Disposable {
  const watchers = new Map<string, vscode.Disposable>();
  const becameRepository = () => {
    store.reset().catch((error: unknown) => log.error(error instanceof Error ? error : String(error)));
  };
  const update = () => {
    const wanted = new Map(store.sessions.map((session) => [session.id, session]));
    for (const [id, watcher] of watchers) {
      if (wanted.has(id)) continue;
      watcher.dispose();
      watchers.delete(id);
    }
    for (const [id, session] of wanted) {
      if (watchers.has(id)) continue;
      // the newest version of memory is one small file; our own changes are told twice, which only reads memory again
      const heads = path.join(session.repo.reverieDir, 'memory.git', 'refs', 'heads');
      watchers.set(
        id,
        watchFile(heads, 'main', () => session.memoryChanged()),
      );
    }
    if (store.state !== 'no-repository') return;
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
      const id = uri.toString();
      // in the folder, which is watched anyway: a `.git` that is not there yet would be noticed seconds late. The next state takes the watcher away
      if (!watchers.has(id)) watchers.set(id, watchFile(uri.fsPath, '.git/HEAD', becameRepository));
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

function watchFile(folder: string, name: string, changed: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(folder), name));
  return vscode.Disposable.from(watcher, watcher.onDidChange(changed), watcher.onDidCreate(changed));
}
