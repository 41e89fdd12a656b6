/** Files as a review saw them, with addresses: `reverie-code:<absolute path>?repo=<id>&side=old&path=<path>&blob=<id>`. */
import * as vscode from 'vscode';
import path from 'node:path';
import type { ChangedFile } from '../core/changes/change-set.js';
import type { Finding } from '../core/review/finding.js';
import type { RepoSession } from './repo-session.js';
import type { ReverieStore } from './reverie-store.js';

const codeScheme = 'reverie-code';
type Side = Finding['anchor']['side'];

/** The path is the file's own, so that a diff takes both for one file. Without a blob the file was not there, and is empty. */
export function codeUri(session: RepoSession, file: ChangedFile, side: Side): vscode.Uri {
  const name = side === 'old' ? (file.oldPath ?? file.path) : file.path;
  const blob = side === 'old' ? file.oldBlob : file.newBlob;
  const query = new URLSearchParams({ repo: session.id, side, path: file.path, ...(blob !== undefined && { blob }) });
  return vscode.Uri.from({ scheme: codeScheme, path: vscode.Uri.file(path.join(session.repo.root, name)).path, query: query.toString() });
}

export type ReviewedCode = { session: RepoSession; path: string; side: Side };

/** Which side of which changed file a document shows: one of ours, a file of the work tree, or the old side of VS Code's own git diffs. */
export function reviewedCode({ uri }: Pick<vscode.TextDocument, 'uri'>, sessions: readonly RepoSession[]): ReviewedCode | undefined {
  if (uri.scheme === codeScheme) {
    const query = new URLSearchParams(uri.query);
    const session = sessions.find((s) => s.id === query.get('repo'));
    return session && { session, path: query.get('path') ?? '', side: query.get('side') === 'old' ? 'old' : 'new' };
  }
  if (uri.scheme !== 'file' && uri.scheme !== 'git') return undefined;
  const session = sessionOf(uri.fsPath, sessions);
  if (!session) return undefined;
  const relative = path.relative(session.repo.root, uri.fsPath).split(path.sep).join('/');
  return { session, path: relative, side: uri.scheme === 'git' ? 'old' : 'new' };
}

export function provideCode(store: ReverieStore): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(codeScheme, {
    async provideTextDocumentContent(uri) {
      const query = new URLSearchParams(uri.query);
      const blob = query.get('blob');
      if (blob === null) return '';
      await store.open();
      const session = store.session(query.get('repo') ?? '');
      const content = await session?.reverie.blob(blob);
      if (content?.state === 'text') return content.text;
      return content?.state === undefined || content.state === 'absent' ? '' : content.reason;
    },
  });
}

/** The innermost repo that holds the file. */
function sessionOf(file: string, sessions: readonly RepoSession[]): RepoSession | undefined {
  return sessions
    .filter(({ repo: { root } }) => file.startsWith(root + path.sep))
    .toSorted((a, b) => b.repo.root.length - a.repo.root.length)[0];
}
