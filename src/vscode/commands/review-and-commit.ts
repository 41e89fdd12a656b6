/** Review and Commit: what the next commit would hold is reviewed, and committed by VS Code's git extension when nothing is left open or a person says so. */
import * as vscode from 'vscode';
import { commitQuestion } from '../commit-question.js';
import { gitRepository } from '../git-extension.js';
import { unlinked } from '../markdown-text.js';
import { NextStepError } from '../next-step-error.js';
import type { CommandContext } from './command-context.js';
import { pickRepo, repoOf } from './pick-repo.js';
import { review } from './review-changes.js';

export async function reviewAndCommit(context: CommandContext, scm?: unknown): Promise<void> {
  await context.store.require();
  const session = repoOf(context.store, scm) ?? (await pickRepo(context.store, vscode.l10n.t('Review and Commit')));
  if (!session) return;
  const repository = await gitRepository(session.repo.root);
  if (!repository)
    throw new NextStepError(
      vscode.l10n.t('VS Code’s git extension is off, or does not know {0}: Reverie commits through it.', session.name),
      {
        title: vscode.l10n.t('Open Settings'),
        command: 'workbench.action.openSettings',
        args: ['git.enabled'],
      },
    );
  await repository.status();
  const { indexChanges, workingTreeChanges, untrackedChanges = [] } = repository.state;
  if (indexChanges.length + workingTreeChanges.length + untrackedChanges.length === 0) {
    vscode.window.setStatusBarMessage(vscode.l10n.t('$(info) There is nothing to commit in {0}', session.name), 5_000);
    return;
  }
  const report = await review(context, session, { kind: indexChanges.length > 0 ? 'staged' : 'uncommitted' });
  // who stopped the review did not ask for a commit
  if (report.review.state !== 'done') return;
  const question = commitQuestion(report);
  if (question) {
    const commit = vscode.l10n.t('Commit Anyway');
    const chosen = await vscode.window.showWarningMessage(
      unlinked(question.message),
      { modal: true, detail: unlinked(question.detail) },
      commit,
      vscode.l10n.t('Show Findings'),
    );
    if (chosen !== commit) return;
  }
  // its own questions, hooks and signatures are the person's
  await vscode.commands.executeCommand('git.commit', repository.rootUri);
}
