/** Asks before a model is paid when the review is expected to cost more than a person has set. */
import * as vscode from 'vscode';
import type { Estimate } from '../../core/review/agents/model-reviewer.js';
import { costQuestion } from './cost-question.js';
import { readModelSettings } from './model-settings.js';

/** False: the agents do not review, the rules do. */
export async function approveCost(estimate: Estimate): Promise<boolean> {
  const { confirmAboveUsd, review } = readModelSettings();
  const question = costQuestion(estimate, { confirmAboveUsd, limits: review });
  if (!question) return true;
  const yes = vscode.l10n.t('Let Agents Review');
  const chosen = await vscode.window.showWarningMessage(
    question.message,
    { modal: true, detail: question.detail },
    { title: yes },
    { title: vscode.l10n.t('Only the Rules'), isCloseAffordance: true },
  );
  return chosen?.title === yes;
}
