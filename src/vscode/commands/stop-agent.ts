/** `Stop an Agent…`: ends one agent of a running review, from its row or picked among those at work; the others go on. */
import * as vscode from 'vscode';
import type { AgentProgress } from '../../core/review/agents/model-reviewer.js';
import type { FindingsRow } from '../findings-view.js';
import { agentWords, isOver } from '../model/model-words.js';
import type { CommandContext } from './command-context.js';

export async function stopAgent({ store, log }: CommandContext, row?: FindingsRow): Promise<void> {
  const atWork = store.sessions.flatMap((session) =>
    (session.reviewing?.agents ?? []).filter((agent) => !isOver(agent)).map((agent) => ({ session, agent })),
  );
  const clicked = row && atWork.find(({ session, agent }) => row.session === session && row.node.id === `agent/${agent.agent}`);
  const several = new Set(atWork.map(({ session }) => session)).size > 1;
  const picked =
    row !== undefined
      ? clicked
      : atWork.length > 0
        ? await vscode.window.showQuickPick(
            atWork.map((choice) => ({
              ...choice,
              label: choice.agent.name,
              description: [several ? choice.session.name : '', agentWords(choice.agent)].filter(Boolean).join(' · '),
            })),
            {
              title: vscode.l10n.t('Stop an Agent'),
              placeHolder: vscode.l10n.t('The review goes on without it; what it has reported stays'),
              matchOnDescription: true,
            },
          )
        : undefined;
  if (!picked) {
    if (row !== undefined || atWork.length === 0) void vscode.window.showInformationMessage(vscode.l10n.t('No agent is at work any more.'));
    return;
  }
  // it may have ended, or told more, while the person chose
  const now: AgentProgress | undefined = picked.session.reviewing?.agents.find(({ agent }) => agent === picked.agent.agent);
  if (now?.stop) {
    log.info(`the person stops the agent ${now.name} (${now.agent})`);
    now.stop();
  } else void vscode.window.showInformationMessage(vscode.l10n.t('{0} has ended already.', picked.agent.name));
}
