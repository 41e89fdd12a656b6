/** Which repo a command is about: the only one, that of the active editor, or a person's pick. */
import * as vscode from 'vscode';
import path from 'node:path';
import type { RepoSession } from '../repo-session.js';
import type { ReverieStore } from '../reverie-store.js';

/** Undefined when the pick was closed. Throws with the next step when no repo is open. */
export async function pickRepo(store: ReverieStore, title: string): Promise<RepoSession | undefined> {
  const sessions = await store.require();
  if (sessions.length === 1) return sessions[0];
  const active = vscode.window.activeTextEditor?.document.uri.fsPath;
  const items = sessions
    .map((session) => ({ label: session.name, description: session.repo.root, session }))
    .toSorted((a, b) => Number(isInside(active, b.session)) - Number(isInside(active, a.session)));
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('Which repository?') });
  return picked?.session;
}

/** The repo that a Source Control provider belongs to, when the command came from its title. */
export function repoOf(store: ReverieStore, scm: unknown): RepoSession | undefined {
  const root = typeof scm === 'object' && scm !== null && 'rootUri' in scm ? scm.rootUri : undefined;
  return root instanceof vscode.Uri ? store.sessions.find((s) => path.relative(s.repo.root, root.fsPath) === '') : undefined;
}

function isInside(file: string | undefined, { repo }: RepoSession): boolean {
  return file !== undefined && !path.relative(repo.root, file).startsWith('..');
}
