/** A fresh look at one file of the shown review; what was found in the others stays. */
import * as vscode from 'vscode';
import path from 'node:path';
import type { RepoSession } from '../repo-session.js';
import type { CommandContext } from './command-context.js';
import { review } from './review-changes.js';

export async function lookAgain(context: CommandContext, session: RepoSession, file: string): Promise<void> {
  // a review reads what is on disk, and the person asks for a look at what they see
  const target = path.join(session.repo.root, file);
  await vscode.workspace.textDocuments.find((d) => d.uri.scheme === 'file' && d.uri.fsPath === target && d.isDirty)?.save();
  await review(context, session, session.report?.review.scope ?? { kind: 'uncommitted' }, [file]);
}
