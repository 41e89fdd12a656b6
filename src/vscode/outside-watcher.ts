/** Notices what happens outside this window: another one or the CLI changed a repo's memory, or a folder became a repository. */
import * as vscode from 'vscode';
import { unwatchFile, watchFile as watchStat, type Stats } from 'node:fs';
import path from 'node:path';
import type { RepoSession } from './repo-session.js';
import type { ReverieStore } from './reverie-store.js';

/** `tellNews` is called when the ledger of a repo has grown. */
export function watchOutside(
  store: ReverieStore,
  tellNews: (session: RepoSession) => Promise<void>,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
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
      const news = gathered(newsMs, () => tellNews(session), log);
      const commits = gathered(commitsMs, () => followCommits(session, log), log);
      const memory = path.join(session.repo.reverieDir, 'memory.git');
      watchers.set(
        id,
        vscode.Disposable.from(
          // our own changes are told twice, which only reads memory again
          watchStats(refsOf(memory), () => session.memoryChanged()),
          watchStats([path.join(session.repo.reverieDir, 'bell')], news),
          // the log of HEAD grows with every commit, switch and reset; a worktree has its own
          watchFile(session.repo.commonDir, '{logs/HEAD,worktrees/*/logs/HEAD}', commits),
          news,
          commits,
        ),
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
function refsOf(memory: string): string[] {
  return [path.join(memory, 'refs', 'heads', 'main'), path.join(memory, 'refs', 'heads', 'dreams'), path.join(memory, 'packed-refs')];
}

function watchStats(files: readonly string[], changed: () => void): vscode.Disposable {
  const listener = (now: Stats, before: Stats) => {
    if (now.mtimeMs !== before.mtimeMs || now.ino !== before.ino) changed();
  };
  for (const file of files) watchStat(file, { persistent: false, interval: lookMs }, listener);
  return new vscode.Disposable(() => {
    for (const file of files) unwatchFile(file, listener);
  });
}

/** Events come in bursts: a verdict on twenty findings, a rebase of as many commits. */
const newsMs = 250;
const commitsMs = 1_500;

type Gathered = (() => void) & vscode.Disposable;

function gathered(ms: number, run: () => Promise<void>, log: vscode.LogOutputChannel): Gathered {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void run().catch((error: unknown) => log.warn(error instanceof Error ? error.message : String(error))), ms);
  };
  return Object.assign(soon, { dispose: () => clearTimeout(timer) });
}

async function followCommits(session: RepoSession, log: vscode.LogOutputChannel): Promise<void> {
  // no review has shown anything that could have an outcome
  if (!session.report) return;
  const { recorded } = await session.reverie.findOutcomes({ signal: new AbortController().signal });
  if (recorded.length > 0) log.info(`outcomes: ${recorded.map((o) => `${o.outcome} ${o.finding.last.finding.fingerprint}`).join(', ')}`);
}

function watchFile(folder: string, name: string, changed: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(folder), name));
  return vscode.Disposable.from(watcher, watcher.onDidChange(changed), watcher.onDidCreate(changed));
}
