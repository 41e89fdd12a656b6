/** Shows what an operation of a dream changes, as a diff of its lessons: what it did when it is in memory, what it would do now when it is not. */
import * as vscode from 'vscode';
import type { DreamsRow } from '../dreams-view.js';
import { lessonUri } from '../documents.js';
import type { MemoryRow } from '../memory-view.js';
import { lessonsAfter } from '../operation-lessons.js';
import type { RepoSession } from '../repo-session.js';
import type { CommandContext } from './command-context.js';

export async function showOperation({ engine }: CommandContext, row?: MemoryRow | DreamsRow): Promise<void> {
  if (row?.node.kind !== 'proposal' && row?.node.kind !== 'dreamt') return;
  const { session, node } = row;
  const operation = node.kind === 'proposal' ? node.operation : node.dreamt.operation;
  const done = await versionsOf(session, operation.id);
  if (done) return showDiff(session, node.title, operationLessons(operation), done.before, done.after);
  const would = await lessonsAfter(session, engine, node.dream, operation.id);
  if (would?.state === 'refused') throw new Error(vscode.l10n.t('This change no longer fits what memory says now: {0}', would.reason));
  const after = `operation/${node.dream}/${operation.id}`;
  await showDiff(session, vscode.l10n.t('{0} (proposed)', node.title), would?.changed ?? operationLessons(operation), '', after);
}

function operationLessons(operation: { lesson: string; op: string; from?: string[] }): string[] {
  return [operation.lesson, ...(operation.from ?? [])];
}

/** The version that the operation made, and the one before; undefined when it is not in the history. */
async function versionsOf(session: RepoSession, operation: string): Promise<{ before: string; after: string } | undefined> {
  const versions = await session.reverie.history();
  const index = versions.findIndex((v) => v.operations.some((o) => o.id === operation));
  const made = versions[index];
  return made && { before: versions[index + 1]?.commit ?? 'none', after: made.commit };
}

async function showDiff(session: RepoSession, title: string, lessons: string[], before: string, after: string): Promise<void> {
  const [only, ...others] = lessons;
  if (only === undefined) return;
  if (others.length === 0) {
    await vscode.commands.executeCommand('vscode.diff', lessonUri(session, only, before), lessonUri(session, only, after), title);
    return;
  }
  const resources = lessons.map((id) => [lessonUri(session, id), lessonUri(session, id, before), lessonUri(session, id, after)]);
  await vscode.commands.executeCommand('vscode.changes', title, resources);
}
