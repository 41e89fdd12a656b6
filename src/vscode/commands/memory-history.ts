/** The versions of memory, or of one lesson: see what one changed, or roll back to it. */
import * as vscode from 'vscode';
import type { MemoryVersion } from '../../core/memory/memory-store.js';
import { lessonUri } from '../documents.js';
import { operationTitle } from '../memory-tree.js';
import type { MemoryRow } from '../memory-view.js';
import type { RepoSession } from '../repo-session.js';
import { ago, count, plain } from '../words.js';
import { requireApplied } from './change-lesson.js';
import type { CommandContext } from './command-context.js';
import { pickRepo } from './pick-repo.js';

export async function lessonHistory(row?: MemoryRow): Promise<void> {
  if (row?.node.kind !== 'lesson') return;
  await showHistory(row.session, row.node.lesson.statement, row.node.lesson.id);
}

export async function memoryHistory({ store }: CommandContext): Promise<void> {
  const session = await pickRepo(store, 'Memory History');
  if (session) await showHistory(session, 'Memory History');
}

function versionTitle({ operations, subject }: MemoryVersion): string {
  const [only, ...others] = operations;
  return only && others.length === 0 ? operationTitle(only, []) : plain(subject);
}

type VersionItem = vscode.QuickPickItem & { version: MemoryVersion; before: string | undefined };

async function showHistory(session: RepoSession, title: string, lesson?: string): Promise<void> {
  const versions = await session.reverie.history(lesson);
  if (versions.length === 0) {
    void vscode.window.showInformationMessage('Memory has no versions yet.');
    return;
  }
  const items = versions.map((version, i): VersionItem => ({
    label: version.subject,
    description: [ago(version.at, new Date()), version.commit.slice(0, 8), i === 0 ? 'newest' : ''].filter(Boolean).join(' · '),
    detail: version.operations.map((o) => o.reason).join(' · '),
    version,
    before: versions[i + 1]?.commit,
  }));
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: 'Which version?', matchOnDetail: true });
  if (!picked) return;
  const actions = ['Show What Changed', ...(picked === items[0] ? [] : ['Roll Back to This Version…'])];
  const action = actions.length === 1 ? actions[0] : await vscode.window.showQuickPick(actions, { title: picked.label });
  if (action === actions[0]) await showChanges(session, picked, lesson);
  else if (action !== undefined) await rollBack(session, picked.version, versions);
}

async function showChanges(session: RepoSession, { version, before }: VersionItem, lesson?: string): Promise<void> {
  const lessons = lesson === undefined ? [...new Set(version.operations.map((o) => o.lesson))] : [lesson];
  const side = (id: string, commit: string | undefined) => lessonUri(session, id, commit ?? 'none');
  const title = `Memory: ${versionTitle(version)}`;
  if (lessons.length === 1 && lessons[0] !== undefined) {
    await vscode.commands.executeCommand('vscode.diff', side(lessons[0], before), side(lessons[0], version.commit), title);
    return;
  }
  const resources = lessons.map((id) => [lessonUri(session, id), side(id, before), side(id, version.commit)]);
  await vscode.commands.executeCommand('vscode.changes', title, resources);
}

async function rollBack(session: RepoSession, version: MemoryVersion, versions: MemoryVersion[]): Promise<void> {
  const undone = versions.indexOf(version);
  const chosen = await vscode.window.showWarningMessage(
    `Roll memory back to “${versionTitle(version)}”?`,
    {
      modal: true,
      detail: `The lessons become what they were ${ago(version.at, new Date())}, as a new version: ${count(undone, 'later change')} of what you looked at, and any other made since, no longer apply. Nothing is lost; you can roll forward again.`,
    },
    'Roll Back',
  );
  if (chosen === 'Roll Back') requireApplied(await session.rollback(version.commit));
}
