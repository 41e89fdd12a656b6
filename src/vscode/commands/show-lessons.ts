/** Opens the lesson that touched a finding; of several, the one that is picked. */
import * as vscode from 'vscode';
import { lessonUri } from '../documents.js';
import { plain } from '../words.js';
import { chosenFinding, type Clicked } from './chosen-findings.js';
import type { CommandContext } from './command-context.js';
import { showReadable } from './show-readable.js';

export async function showLessons(context: CommandContext, ...clicked: Clicked): Promise<void> {
  const chosen = chosenFinding(context, clicked);
  if (!chosen) return;
  const { session, finding } = chosen;
  const { lessons } = await session.memory.get();
  const known = finding.lessons.flatMap((id) => lessons.find((lesson) => lesson.id === id) ?? []);
  const [only, ...others] = known;
  if (!only) {
    void vscode.window.showInformationMessage(vscode.l10n.t('The lesson that touched this finding is not in memory any more.'));
    return;
  }
  const picked =
    others.length === 0
      ? { id: only.id }
      : await vscode.window.showQuickPick(
          known.map(({ id, statement }) => ({ label: plain(statement), description: id, id })),
          { title: vscode.l10n.t('Lessons that touched this finding') },
        );
  if (picked) await showReadable(lessonUri(session, picked.id));
}
