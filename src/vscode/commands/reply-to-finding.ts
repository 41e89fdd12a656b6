/** What a person writes below a finding contests it: it is checked again with what they say. */
import * as vscode from 'vscode';
import { chosenFindings } from './chosen-findings.js';
import type { CommandContext } from './command-context.js';
import { contest } from './contest-finding.js';

export async function replyToFinding(context: CommandContext, reply?: vscode.CommentReply): Promise<void> {
  if (!reply) return;
  const words = reply.text.trim();
  if (words === '') {
    vscode.window.setStatusBarMessage(vscode.l10n.t('$(info) Say why it is not right'), 5_000);
    return;
  }
  for (const { session, findings } of chosenFindings(context, [reply])) await contest(context, session, findings, words);
}
