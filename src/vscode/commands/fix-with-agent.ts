/** Hands a finding and its code to the chat; where there is no chat, the prompt is on the clipboard for whatever agent a person has. */
import * as vscode from 'vscode';
import { agentPrompt } from '../agent-prompt.js';
import { chosenFinding, type Clicked } from './chosen-findings.js';
import type { CommandContext } from './command-context.js';

const chat = 'workbench.action.chat.open';

export async function fixWithAgent(context: CommandContext, ...clicked: Clicked): Promise<void> {
  const chosen = chosenFinding(context, clicked);
  if (!chosen) return;
  const prompt = agentPrompt(chosen.finding);
  // a person reads it before it is sent: it holds text that nobody vouches for
  if (await opensChat(context, { query: prompt, isPartialQuery: true })) return;
  await vscode.env.clipboard.writeText(prompt);
  void vscode.window.showInformationMessage(
    vscode.l10n.t('There is no chat here. The finding and its code are on the clipboard, for your agent.'),
  );
}

async function opensChat({ log }: CommandContext, options: { query: string; isPartialQuery: boolean }): Promise<boolean> {
  if (vscode.workspace.getConfiguration('chat').get('disableAIFeatures') === true) return false;
  if (!(await vscode.commands.getCommands(true)).includes(chat)) return false;
  try {
    await vscode.commands.executeCommand(chat, options);
    return true;
  } catch (error) {
    log.warn(`the chat did not open: ${String(error)}`);
    return false;
  }
}
