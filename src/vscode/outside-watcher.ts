/** Notices what happens outside this window: another one or the CLI changed a repo's memory, or a folder became a repository. */
import * as vscode from 'vscode';
import { unwatchFile, watchFile as watchStat, type Stats } from 'node:fs';
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
      // our own changes are told twice, which only reads memory again
      watchers.set(
        id,
        watchRefs(path.join(session.repo.reverieDir, 'memory.git'), () => session.memoryChanged()),
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

/** Small files that are there or not: a look at them now and again notices what an editor's watcher misses in a folder that came later. */
const lookMs = 1000;

/** Memory's newest version, what waits beside it, and the file into which git packs both. */
function watchRefs(memory: string, changed: () => void): vscode.Disposable {
  const files = [
    path.join(memory, 'refs', 'heads', 'main'),
    path.join(memory, 'refs', 'heads', 'dreams'),
    path.join(memory, 'packed-refs'),
  ];
  const listener = (now: Stats, before: Stats) => {
    if (now.mtimeMs !== before.mtimeMs || now.ino !== before.ino) changed();
  };
  for (const file of files) watchStat(file, { persistent: false, interval: lookMs }, listener);
  return new vscode.Disposable(() => {
    for (const file of files) unwatchFile(file, listener);
  });
}

function watchFile(folder: string, name: string, changed: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(folder), name));
  return vscode.Disposable.from(watcher, watcher.onDidChange(changed), watcher.onDidCreate(changed));
}
