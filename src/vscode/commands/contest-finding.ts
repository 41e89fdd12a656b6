/** Contest: what a person says against a finding is recorded, the finding is checked again, and the answer is shown and kept. Nothing else changes by it. */
import * as vscode from 'vscode';
import type { Finding } from '../../core/review/finding.js';
import type { RecheckReceipt } from '../../core/reverie.js';
import { abortSignal } from '../cancellation.js';
import { findingRow } from '../findings-at-caret.js';
import { unlinked } from '../markdown-text.js';
import { approveCost } from '../model/approve-cost.js';
import { whilePersonWaits } from '../model/person-waits.js';
import { answerSentence, sentence } from '../recheck-words.js';
import type { RepoSession } from '../repo-session.js';
import { count } from '../words.js';
import { chosenFindings, type Clicked } from './chosen-findings.js';
import type { CommandContext } from './command-context.js';
import { agentsOf } from './review-changes.js';

export async function contestFinding(context: CommandContext, ...clicked: Clicked): Promise<void> {
  const chosen = chosenFindings(context, clicked).map((c) => ({ ...c, findings: c.findings.filter(isOpen) }));
  const findings = chosen.flatMap((c) => c.findings);
  if (findings.length === 0) return;
  const about = findings.length === 1 ? (findings[0]?.title ?? '') : count(findings.length, 'finding');
  const words = await vscode.window.showInputBox({
    title: vscode.l10n.t('Contest: {0}', about),
    prompt: vscode.l10n.t('Why is it not right? It is checked again with what you say'),
    ignoreFocusOut: true,
  });
  if (words === undefined) return;
  for (const { session, findings: of } of chosen) await contest(context, session, of, words.trim());
}

/** What is said is on disk before anything is checked: cancelling the check takes nothing back. */
export async function contest(context: CommandContext, session: RepoSession, findings: readonly Finding[], words: string): Promise<void> {
  const note = words === '' ? {} : { note: words };
  await session.giveVerdict(findings, { verdict: 'contest', ...note });
  const model = await agentsOf(context);
  const receipts = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Reverie checks again'), cancellable: true },
    (progress, token) =>
      whilePersonWaits(async () => {
        const answered: RecheckReceipt[] = [];
        for (const { fingerprint, title } of findings) {
          if (token.isCancellationRequested) break;
          progress.report({ message: unlinked(title) });
          const receipt = await session.reverie.recheck(
            { finding: fingerprint, by: 'person', ...(words !== '' && { words }), ...(model && { model }) },
            {
              signal: abortSignal(token),
              approve: approveCost,
              onProgress: ({ name, doing }) => progress.report({ message: unlinked(`${name} ${doing}`) }),
            },
          );
          session.say(fingerprint, { recheck: receipt.recheck });
          answered.push(receipt);
        }
        return answered;
      }),
  );
  // the person asked, and waits for the answer; the command has ended
  void tell(session, receipts);
}

async function tell(session: RepoSession, receipts: readonly RecheckReceipt[]): Promise<void> {
  const [only, ...others] = receipts;
  if (!only) return;
  const message =
    others.length === 0
      ? `${answerSentence(only.recheck)} ${sentence(only.recheck.reason)}`
      : receipts.map(({ finding, recheck }) => `${finding.title}: ${answerSentence(recheck)}`).join(' ');
  const wrong = receipts.filter(({ recheck }) => recheck.answer === 'refuted');
  const show = vscode.l10n.t('Show');
  const dismiss = vscode.l10n.t('Dismiss…');
  const chosen = await vscode.window.showInformationMessage(unlinked(message), ...(wrong.length > 0 ? [dismiss, show] : [show]));
  const rows = (chosen === dismiss ? wrong : receipts).map(({ finding }) => findingRow(session, finding));
  if (chosen === dismiss) await vscode.commands.executeCommand('reverie.dismissFinding', rows[0], rows);
  if (chosen === show) await vscode.commands.executeCommand('reverie.openFinding', rows[0]);
}

function isOpen({ status }: Finding): boolean {
  return status !== 'fixed' && status !== 'dismissed';
}
