/** `Review Changes…` and `Review Uncommitted Changes`: progress that can be stopped, findings that stream into the tree. */
import * as vscode from 'vscode';
import type { Scope } from '../../core/changes/change-set.js';
import type { ReviewReport } from '../../core/review/review-report.js';
import type { ModelRequest } from '../../core/review/agents/model-reviewer.js';
import { abortSignal } from '../cancellation.js';
import { collectOutside } from '../outside/collect-outside.js';
import { openCount } from '../findings-tree.js';
import { unlinked } from '../markdown-text.js';
import { approveCost } from '../model/approve-cost.js';
import { costWords } from '../model/model-words.js';
import { modelRequest } from '../model/open-model.js';
import { whilePersonWaits } from '../model/person-waits.js';
import { describeError, errorSentences } from '../next-step-error.js';
import type { RepoSession } from '../repo-session.js';
import { count, describeScope } from '../words.js';
import type { CommandContext } from './command-context.js';
import { pickRepo, repoOf } from './pick-repo.js';
import { pickScope } from './pick-scope.js';

export async function reviewChanges(context: CommandContext): Promise<void> {
  const title = vscode.l10n.t('Review Changes');
  const session = await pickRepo(context.store, title);
  const scope = session && (await pickScope(title, session.repo.root));
  if (session && scope) await review(context, session, scope);
}

export async function reviewUncommitted(context: CommandContext, scm?: unknown): Promise<void> {
  await context.store.require();
  const session = repoOf(context.store, scm) ?? (await pickRepo(context.store, vscode.l10n.t('Review Uncommitted Changes')));
  if (session) await review(context, session, { kind: 'uncommitted' });
}

export function cancelReview({ store }: CommandContext): void {
  for (const session of store.sessions) session.reviewing?.stop();
}

/** `paths` are globs that limit the scope. */
export async function review(context: CommandContext, session: RepoSession, scope: Scope, paths: string[] = []): Promise<ReviewReport> {
  const { log } = context;
  await vscode.commands.executeCommand('reverie.findings.focus');
  const outside = await collectOutside(context, session, scope);
  const model = await agentsOf(context);
  // files were saved or not by the person's choice; a review reads what is on disk
  const report = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: unlinked(vscode.l10n.t('Reverie: {0}', describeScope(scope))),
      cancellable: true,
    },
    (progress, token) => {
      let shown = 0;
      let told = -Infinity;
      const request = { scope, ...(paths.length > 0 && { paths }), ...(outside && { outside }), ...(model && { model }) };
      return whilePersonWaits(() =>
        session.review(request, {
          signal: abortSignal(token),
          approve: approveCost,
          onProgress: ({ done, total, what }) => {
            const percent = total > 0 ? Math.floor((100 * done) / total) : 0;
            // files are looked at faster than anyone reads
            if (percent === shown && performance.now() - told < 100) return;
            told = performance.now();
            progress.report({ message: unlinked(what), increment: Math.max(0, percent - shown) });
            shown = Math.max(shown, percent);
          },
        }),
      );
    },
  );
  const { review: done, findings, heldBack, warnings } = report;
  log.info(
    `reviewed ${describeScope(scope)} of ${session.name}: ${done.state}, ${count(openCount(findings), 'finding')}, ${[`${heldBack.length} held back`, costWords(report)].filter(Boolean).join(', ')}`,
  );
  for (const warning of warnings) log.warn(warning);
  if (done.state === 'failed') throw new Error(done.reason ?? vscode.l10n.t('The review failed.'));
  return report;
}

/** What to ask of agents. Without a model that can be had, the rules review, and a person hears why and what to do. */
export async function agentsOf({ model: choice, secrets, allowedModels, engine, log }: CommandContext): Promise<ModelRequest | undefined> {
  try {
    return await modelRequest({ choice, secrets, allowed: allowedModels, engine });
  } catch (error) {
    const { message, step } = describeError(error);
    log.warn(`no agent reviews: ${message}`);
    void vscode.window
      .showWarningMessage(unlinked(vscode.l10n.t('{0} The rules review alone.', errorSentences(error))), ...(step ? [step.title] : []))
      .then((chosen) => chosen !== undefined && step && vscode.commands.executeCommand(step.command, ...(step.args ?? [])));
    return undefined;
  }
}
