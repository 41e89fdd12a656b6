/** The versions of memory, or of one lesson: see what one changed, take that back, or roll back to it. */
import * as vscode from 'vscode';
import type { MemoryVersion } from '../../core/memory/memory-store.js';
import { changeWords } from '../change-words.js';
import { lessonUri } from '../documents.js';
import { changedLessons, versionTitle } from '../memory-versions.js';
import type { MemoryRow } from '../memory-view.js';
import type { RepoSession } from '../repo-session.js';
import { ago, plain } from '../words.js';
import { requireApplied } from './change-lesson.js';
import type { CommandContext } from './command-context.js';
import { pickRepo } from './pick-repo.js';

export async function lessonHistory(row?: MemoryRow): Promise<void> {
  if (row?.node.kind !== 'lesson') return;
  await showHistory(row.session, plain(row.node.lesson.statement), row.node.lesson.id);
}

export async function memoryHistory({ store }: CommandContext): Promise<void> {
  const session = await pickRepo(store, vscode.l10n.t('Memory History'));
  if (session) await showHistory(session, vscode.l10n.t('Memory History'));
}

type VersionItem = vscode.QuickPickItem & { version: MemoryVersion; before: string | undefined };

async function showHistory(session: RepoSession, title: string, lesson?: string): Promise<void> {
  const all = await session.reverie.history();
  const versions = lesson === undefined ? all : await session.reverie.history(lesson);
  if (versions.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Memory has no versions yet.'));
    return;
  }
  const { lessons } = await session.memory.get();
  const items = versions.map((version, i): VersionItem => ({
    label: versionTitle(version, all, lessons),
    description: [ago(version.at, new Date()), version.commit.slice(0, 8), i === 0 ? vscode.l10n.t('newest') : '']
      .filter(Boolean)
      .join(' · '),
    detail: version.operations.map((o) => o.reason).join(' · '),
    version,
    before: versions[i + 1]?.commit,
  }));
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('Which version?'), matchOnDetail: true });
  if (!picked) return;
  const [only, ...others] = picked.version.operations;
  const actions = [{ label: vscode.l10n.t('Show What Changed'), run: () => showChanges(session, picked, lesson) }];
  if (only && others.length === 0)
    actions.push({ label: vscode.l10n.t('Revert This Change…'), run: () => revert(session, picked, only.id) });
  if (picked !== items[0]) actions.push({ label: vscode.l10n.t('Compare with Now'), run: () => compareWithNow(session, picked, lesson) });
  if (picked !== items[0]) actions.push({ label: vscode.l10n.t('Roll Back to This Version…'), run: () => rollBack(session, picked, all) });
  const action = actions.length === 1 ? actions[0] : await vscode.window.showQuickPick(actions, { title: picked.label });
  await action?.run();
}

async function showChanges(session: RepoSession, { label, version, before }: VersionItem, lesson?: string): Promise<void> {
  const lessons = lesson === undefined ? await lessonsOf(session, version, before) : [lesson];
  const side = (id: string, commit: string | undefined) => lessonUri(session, id, commit ?? 'none');
  const title = vscode.l10n.t('Memory: {0}', label);
  if (lessons.length === 1 && lessons[0] !== undefined) {
    await vscode.commands.executeCommand('vscode.diff', side(lessons[0], before), side(lessons[0], version.commit), title);
    return;
  }
  const resources = lessons.map((id) => [lessonUri(session, id), side(id, before), side(id, version.commit)]);
  await vscode.commands.executeCommand('vscode.changes', title, resources);
}

/** What has changed since that version, whoever changed it. */
async function compareWithNow(session: RepoSession, { label, version }: VersionItem, lesson?: string): Promise<void> {
  const title = vscode.l10n.t('Memory: {0} ↔ now', label);
  const [then, now] = await Promise.all([session.reverie.memory(version.commit), session.memory.get()]);
  const lessons = lesson === undefined ? changedLessons(then, now) : [lesson];
  const [only, ...others] = lessons;
  if (only === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Memory says now what it said then.'));
    return;
  }
  if (others.length === 0) {
    await vscode.commands.executeCommand('vscode.diff', lessonUri(session, only, version.commit), lessonUri(session, only), title);
    return;
  }
  const resources = lessons.map((id) => [lessonUri(session, id), lessonUri(session, id, version.commit), lessonUri(session, id)]);
  await vscode.commands.executeCommand('vscode.changes', title, resources);
}

/** A rollback has no operations of its own: what it changed is what differs. */
async function lessonsOf(session: RepoSession, version: MemoryVersion, before: string | undefined): Promise<string[]> {
  if (version.operations.length > 0) return [...new Set(version.operations.map((o) => o.lesson))];
  const [old, now] = await Promise.all([
    before === undefined ? undefined : session.reverie.memory(before),
    session.reverie.memory(version.commit),
  ]);
  return changedLessons(old, now);
}

async function revert(session: RepoSession, { label }: VersionItem, operation: string): Promise<void> {
  const preview = await session.reverie.previewChange({ do: 'revert', operation });
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Revert “{0}”?', label),
    { modal: true, detail: `${changeWords(preview)}\n\n${vscode.l10n.t('This becomes a new version. Changes of other lessons stay.')}` },
    vscode.l10n.t('Revert'),
  );
  if (chosen === vscode.l10n.t('Revert')) requireApplied(await session.revert(operation));
}

async function rollBack(session: RepoSession, { label, version }: VersionItem, all: readonly MemoryVersion[]): Promise<void> {
  const undone = all.findIndex((v) => v.commit === version.commit);
  const preview = await session.reverie.previewChange({ do: 'rollback', version: version.commit });
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Roll memory back to “{0}”?', label),
    {
      modal: true,
      detail: `${rollBackWords(ago(version.at, new Date()), undone)}\n\n${changeWords(preview)}`,
    },
    vscode.l10n.t('Roll Back'),
  );
  if (chosen === vscode.l10n.t('Roll Back')) requireApplied(await session.rollback(version.commit));
}

function rollBackWords(when: string, undone: number): string {
  return undone === 1
    ? vscode.l10n.t(
        'All lessons become what they were {0}, as a new version: 1 later change of memory no longer applies. Nothing is lost; you can roll forward again.',
        when,
      )
    : vscode.l10n.t(
        'All lessons become what they were {0}, as a new version: {1} later changes of memory no longer apply. Nothing is lost; you can roll forward again.',
        when,
        undone,
      );
}
