/** The files of a suggested fix as they are now: only regular files of the repository, wherever the fix says it wants to write. */
import * as vscode from 'vscode';
import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../core/review/finding.js';
import type { FixFile } from '../core/review/plan-fix.js';
import type { RepoSession } from './repo-session.js';

export type OpenFix = { documents: ReadonlyMap<string, vscode.TextDocument>; files: ReadonlyMap<string, FixFile> };

/** A file that is not there, or is not in the repository, is not among them. Unsaved text counts. */
export async function openFix(session: RepoSession, { fix }: Finding): Promise<OpenFix> {
  const documents = new Map<string, vscode.TextDocument>();
  const files = new Map<string, FixFile>();
  for (const name of new Set(fix?.edits.map((e) => e.path))) {
    const file = await inRepo(session, name);
    if (!file) continue;
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file.path));
    documents.set(name, document);
    files.set(name, { text: document.getText(), unchanged: !document.isDirty && isAsReviewed(session, file.changedMs) });
  }
  return { documents, files };
}

async function inRepo({ repo }: RepoSession, name: string): Promise<{ path: string; changedMs: number } | undefined> {
  if (name === '' || name.includes('\0') || path.isAbsolute(name)) return undefined;
  const file = path.join(repo.root, name);
  try {
    const [folder, root, git, stats] = await Promise.all([
      realpath(path.dirname(file)),
      realpath(repo.root),
      realpath(repo.commonDir),
      lstat(file),
    ]);
    const holds = (parent: string): boolean => folder === parent || folder.startsWith(parent + path.sep);
    // a link would be written through, and git's own files can be made to run
    return stats.isFile() && holds(root) && !holds(git) ? { path: file, changedMs: stats.mtimeMs } : undefined;
  } catch {
    // whatever stands in the way: the fix is not applied, and says that the file is not there
    return undefined;
  }
}

/** True when the review has read the work tree, and the file was last written before. */
function isAsReviewed({ report }: RepoSession, changedMs: number): boolean {
  if (!report || !readsWorkTree.has(report.review.scope.kind)) return false;
  return changedMs < Date.parse(report.review.startedAt);
}

const readsWorkTree = new Set(['uncommitted', 'unstaged', 'files']);
