/** What VS Code asks of a language model tool: its answer, and what a person confirms before. */
import * as vscode from 'vscode';
import { abortSignal } from '../cancellation.js';
import type { Engine } from '../engine.js';
import type { ReverieStore } from '../reverie-store.js';
import { callTool, type ToolHost, verdictQuestion } from './call-tool.js';
import type { toolNames } from './register-tools.js';

type ToolName = (typeof toolNames)[number];
export type ToolDesk = { store: ReverieStore; engine: () => Promise<Engine>; log: vscode.LogOutputChannel };

export async function invokeTool(
  desk: ToolDesk,
  name: ToolName,
  input: object,
  token: vscode.CancellationToken,
): Promise<vscode.LanguageModelToolResult> {
  const text = await callTool(hostOf(desk), name, input, abortSignal(token));
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
}

/** An agent's verdict is recorded only when a person lets it; the others change nothing that is not Reverie's own record of a review. */
export async function prepareTool(desk: ToolDesk, name: ToolName, input: object): Promise<vscode.PreparedToolInvocation> {
  const { l10n } = vscode;
  switch (name) {
    case 'reverie_review_changes':
      return { invocationMessage: l10n.t('Reviewing changes with Reverie') };
    case 'reverie_findings':
      return { invocationMessage: l10n.t('Reading Reverie’s findings') };
    case 'reverie_recall':
      return { invocationMessage: l10n.t('Recalling what this repository has taught') };
    case 'reverie_record_verdict': {
      const { title, finding, verdict, because } = await verdictQuestion(hostOf(desk), input);
      const message = new vscode.MarkdownString();
      // the texts come from the reviewed code and from a model
      const lines = [
        l10n.t('Finding: {0}', finding),
        l10n.t('Verdict: {0}', verdict),
        ...(because ? [l10n.t('Reason: {0}', because)] : []),
        l10n.t('It is recorded as an agent’s, not as yours. It dismisses no security finding.'),
      ];
      for (const line of lines) message.appendText(line).appendMarkdown('\n\n');
      return { invocationMessage: l10n.t('Recording the agent’s verdict'), confirmationMessages: { title, message } };
    }
  }
}

function hostOf({ store, engine, log }: ToolDesk): ToolHost {
  return { sessions: () => store.require(), engine, warn: (text) => log.warn(text) };
}
