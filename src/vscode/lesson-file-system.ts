/** Lessons as files that can be edited, `reverie-memory:/<repo>/<lesson>.md`: registered at once, their code loaded when one is opened. */
import * as vscode from 'vscode';
import type { LessonFiles } from './lesson-files.js';
import type { RepoSession } from './repo-session.js';

export const lessonScheme = 'reverie-memory';

/** `name` is the lesson's id. */
export function lessonFileUri(session: RepoSession, name: string): vscode.Uri {
  return vscode.Uri.from({ scheme: lessonScheme, path: `/${session.id}/${name}.md` });
}

export function lessonFileSystem(load: (changed: (events: vscode.FileChangeEvent[]) => void) => LessonFiles): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  let loaded: LessonFiles | undefined;
  const files = () => (loaded ??= load((events) => changed.fire(events)));
  const refuse = () => {
    throw vscode.FileSystemError.NoPermissions(
      vscode.l10n.t('Lessons are made by verdicts and dreams. One can be edited or retired, not more.'),
    );
  };
  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => undefined),
    stat: (uri) => files().stat(uri),
    readFile: (uri) => files().read(uri),
    writeFile: (uri, content, { create, overwrite }) => {
      if (create && !overwrite) refuse();
      return files().write(uri, content);
    },
    readDirectory: () => [],
    createDirectory: refuse,
    delete: refuse,
    rename: refuse,
  };
  return vscode.Disposable.from(
    changed,
    new vscode.Disposable(() => loaded?.dispose()),
    vscode.workspace.registerFileSystemProvider(lessonScheme, provider, { isCaseSensitive: true }),
  );
}
