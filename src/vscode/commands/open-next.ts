/** Goes on to the next finding that asks for something, in the order of the report. */
import * as vscode from 'vscode';
import type { Finding } from '../../core/review/finding.js';
import { markOf } from '../findings-tree.js';
import type { RepoSession } from '../repo-session.js';
import type { CommandContext } from './command-context.js';
import { openFinding } from './open-finding.js';

export async function openNext(context: CommandContext, session: RepoSession, { fingerprint }: Finding): Promise<void> {
  const { findings = [], accepted = new Set<string>() } = session.shown ?? {};
  const at = findings.findIndex((f) => f.fingerprint === fingerprint);
  const next = [...findings.slice(at + 1), ...findings.slice(0, Math.max(at, 0))].find((f) => markOf(f, accepted) === 'open');
  if (!next) {
    vscode.window.setStatusBarMessage(vscode.l10n.t('$(pass) No open finding is left'), 5_000);
    return;
  }
  await openFinding(context, {
    session,
    node: { kind: 'finding', id: `finding/${next.id}`, finding: next, mark: 'open', description: '', label: next.title },
  });
}
