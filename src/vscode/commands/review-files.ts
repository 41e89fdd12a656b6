/** Review File and Review Selection: from the editor, the explorer and the rows of Source Control; and the groups of Source Control as a whole. */
import * as vscode from 'vscode';
import path from 'node:path';
import type { Scope } from '../../core/changes/change-set.js';
import { NextStepError } from '../next-step-error.js';
import type { RepoSession } from '../repo-session.js';
import type { CommandContext } from './command-context.js';
import { pickRepo } from './pick-repo.js';
import { review } from './review-changes.js';

/** What the menus hand over: a file or folder of the explorer or of a tab with all that are selected, or rows of Source Control. */
export async function reviewFile(context: CommandContext, what?: unknown, selected?: unknown, ...others: unknown[]): Promise<void> {
  const uris = urisOf(what, selected, others);
  const active = vscode.window.activeTextEditor?.document.uri;
  const files = uris.length > 0 ? uris : active ? [active] : [];
  if (files.length === 0)
    throw new NextStepError(vscode.l10n.t('Open a file to review it.'), {
      title: vscode.l10n.t('Open File'),
      command: 'workbench.action.quickOpen',
    });
  // a row of Source Control is about its change; a file of the explorer about all of it
  const changed = [what].some(isChange);
  for (const [session, paths] of await bySession(context, files)) {
    await saved(session, paths);
    if (changed) await review(context, session, { kind: 'uncommitted' }, paths);
    else await review(context, session, { kind: 'files', paths });
  }
}

export async function reviewSelection(context: CommandContext): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor)
    throw new NextStepError(vscode.l10n.t('Select the lines to review in an editor.'), {
      title: vscode.l10n.t('Open File'),
      command: 'workbench.action.quickOpen',
    });
  const { start, end, isEmpty } = editor.selection;
  // a selection of whole lines ends at the beginning of the next one
  const last = !isEmpty && end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  const [found] = await bySession(context, [editor.document.uri]);
  if (!found) return;
  const [session, paths] = found;
  await saved(session, paths);
  await review(context, session, { kind: 'files', paths, lines: { startLine: start.line + 1, endLine: last } });
}

/** A group of Source Control (Staged Changes, Changes), or what the person picks a repository for. */
export async function reviewGroup(context: CommandContext, kind: 'staged' | 'unstaged', group?: unknown): Promise<void> {
  await context.store.require();
  const [first] = states(group);
  const scope: Scope = { kind };
  const session =
    (first && (await bySession(context, [first]))[0]?.[0]) ?? (await pickRepo(context.store, vscode.l10n.t('Review Changes')));
  if (session) await review(context, session, scope);
}

/** The files by the repository that holds them, each path from its root with `/`. Throws when one is in none. */
async function bySession(context: CommandContext, uris: readonly vscode.Uri[]): Promise<[RepoSession, string[]][]> {
  const sessions = await context.store.require();
  const found = new Map<RepoSession, string[]>();
  for (const uri of uris) {
    const inside = sessions
      .map((session) => ({ session, file: path.relative(session.repo.root, uri.fsPath).split(path.sep).join('/') }))
      .filter(({ file }) => file !== '..' && !file.startsWith('../') && !path.isAbsolute(file))
      // of nested repositories the innermost
      .toSorted((a, b) => a.file.length - b.file.length);
    const [nearest] = inside;
    if (!nearest || uri.scheme !== 'file')
      throw new NextStepError(vscode.l10n.t('{0} is in no repository of this window.', path.basename(uri.fsPath)), {
        title: vscode.l10n.t('Open Folder'),
        command: 'vscode.openFolder',
      });
    found.set(nearest.session, [...(found.get(nearest.session) ?? []), nearest.file === '' ? '.' : nearest.file]);
  }
  return [...found];
}

/** A review reads what is on disk, and the person asks for a look at what they see. */
async function saved({ repo }: RepoSession, paths: readonly string[]): Promise<void> {
  const files = new Set(paths.map((file) => path.join(repo.root, file)));
  for (const document of vscode.workspace.textDocuments) if (document.isDirty && files.has(document.uri.fsPath)) await document.save();
}

function urisOf(what: unknown, selected: unknown, others: readonly unknown[]): vscode.Uri[] {
  const listed: unknown[] = Array.isArray(selected) ? selected : [what, selected, ...others];
  const uris = listed.flatMap((item) => (item instanceof vscode.Uri ? [item] : isChange(item) ? [item.resourceUri] : []));
  return [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
}

function isChange(value: unknown): value is { resourceUri: vscode.Uri } {
  return typeof value === 'object' && value !== null && 'resourceUri' in value && value.resourceUri instanceof vscode.Uri;
}

function states(group: unknown): vscode.Uri[] {
  const list = typeof group === 'object' && group !== null && 'resourceStates' in group ? group.resourceStates : [];
  return Array.isArray(list) ? list.filter(isChange).map((state) => state.resourceUri) : [];
}
