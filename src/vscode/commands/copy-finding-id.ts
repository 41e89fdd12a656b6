/** Copies a finding's id, as `reverie verdict` takes it. */
import * as vscode from 'vscode';
import { chosenFinding, type Clicked } from './chosen-findings.js';
import type { CommandContext } from './command-context.js';

export async function copyFindingId(context: CommandContext, ...clicked: Clicked): Promise<void> {
  const chosen = chosenFinding(context, clicked);
  if (chosen) await vscode.env.clipboard.writeText(chosen.finding.id);
}
