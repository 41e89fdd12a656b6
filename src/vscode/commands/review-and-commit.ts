/** Review and Commit: what the next commit would hold is reviewed, and committed by VS Code's git extension when nothing is left open or a person says so. */
import * as vscode from 'vscode';
import { markOf } from '../findings-tree.js';
import { gitRepository } from '../git-extension.js';
import { unlinked } from '../markdown-text.js';
import { NextStepError } from '../next-step-error.js';
import { count, severityWords } from '../words.js';
import type { CommandContext } from './command-context.js';
import { pickRepo, repoOf } from './pick-repo.js';
import { review } from './review-changes.js';

/** So many findings are named in the question. */
const mostNamed = 6;

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
  const accepted = new Set(report.accepted);
  const open = report.findings.filter((finding) => ['open', 'accepted'].includes(markOf(finding, accepted)));
  if (open.length > 0) {
    const commit = vscode.l10n.t('Commit Anyway');
    const named = open.slice(0, mostNamed).map((f) => `${severityWords[f.severity]}: ${f.title} (${f.anchor.path})`);
    const rest = open.length - named.length;
    const chosen = await vscode.window.showWarningMessage(
      open.length === 1
        ? vscode.l10n.t('1 finding is open in what would be committed.')
        : vscode.l10n.t('{0} are open in what would be committed.', count(open.length, 'finding')),
      { modal: true, detail: unlinked([...named, ...(rest > 0 ? [vscode.l10n.t('and {0} more', rest)] : [])].join('\n')) },
      commit,
      vscode.l10n.t('Show Findings'),
    );
    if (chosen !== commit) return;
  }
  // its own questions, hooks and signatures are the person's
  await vscode.commands.executeCommand('git.commit', repository.rootUri);
}
