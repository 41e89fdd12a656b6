/** What a link of a readable document opens: code, a finding, a lesson or another document. Whatever it is given is looked at twice. */
import * as vscode from 'vscode';
import path from 'node:path';
import { lessonUri } from '../documents.js';
import { unlinked } from '../markdown-text.js';
import { linkTarget, type LinkTarget } from '../story-links.js';
import type { RepoSession } from '../repo-session.js';
import type { CommandContext } from './command-context.js';
import { openTranscriptById } from './open-transcript.js';

export async function openLink({ store }: CommandContext, given: unknown): Promise<void> {
  const target = linkTarget(given);
  if (!target) return;
  await store.require();
  const session = store.session(target.repo);
  if (!session) return;
  switch (target.kind) {
    case 'lesson':
      await vscode.window.showTextDocument(lessonUri(session, target.id), { preview: true, viewColumn: vscode.ViewColumn.Beside });
      return;
    case 'transcript':
      return openTranscriptById(session, target.id);
    case 'finding':
      return openFindingOf(session, target);
    case 'code':
      return openCode(session, target);
  }
}

/** As the Findings view opens it, while the newest report has it; else where it stood. */
async function openFindingOf(session: RepoSession, target: Extract<LinkTarget, { kind: 'finding' }>): Promise<void> {
  const shown = session.report?.findings.find((f) => f.fingerprint === target.fingerprint);
  if (!shown || shown.status === 'fixed') return openCode(session, target);
  const node = { kind: 'finding', id: `finding/${shown.id}`, finding: shown, mark: 'open', description: '', label: shown.title };
  await vscode.commands.executeCommand('reverie.openFinding', { session, node });
}

async function openCode(session: RepoSession, { path: file, line }: { path: string; line?: number }): Promise<void> {
  const uri = vscode.Uri.file(path.join(session.repo.root, file));
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    const at = Math.min((line ?? 1) - 1, document.lineCount - 1);
    // what is read stays beside what it speaks of
    await vscode.window.showTextDocument(document, {
      preview: true,
      viewColumn: vscode.ViewColumn.Beside,
      selection: document.lineAt(at).range,
    });
  } catch {
    void vscode.window.showInformationMessage(unlinked(vscode.l10n.t('{0} is not in the work tree now, or is no text.', file)));
  }
}
