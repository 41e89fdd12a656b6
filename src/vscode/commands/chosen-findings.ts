/** The findings that a command is about, by repo: what was clicked, or what is selected in the view. */
import type * as vscode from 'vscode';
import type { Candidate, Finding, HeldBack } from '../../core/review/finding.js';
import type { CandidateNode, FindingNode, FindingsNode, HeldBackNode } from '../findings-tree.js';
import type { FindingsRow } from '../findings-view.js';
import type { RepoSession } from '../repo-session.js';
import { chosenRows, type Row } from '../session-tree.js';
import type { CommandContext } from './command-context.js';

/** A row of the tree with the rest of the selection; or a comment thread, one of its remarks, or a reply to it. */
export type Clicked = [row?: FindingsRow | vscode.CommentThread | vscode.Comment | vscode.CommentReply, selected?: readonly FindingsRow[]];

/** What was clicked, with the rest of the selection or alone, else what is selected in the view. A thread stands for its finding. */
function rowsOf(context: CommandContext, [what, selected]: Clicked, how: 'all' | 'clicked' = 'all'): Row<FindingsNode>[] {
  const { tree } = context.findings;
  if (what === undefined || 'session' in what) return chosenRows(tree, what, what && how === 'clicked' ? [what] : selected);
  // never what happens to be selected in the tree: a thread that is not known means nothing
  const row = context.threads.rowOf(what);
  return row ? chosenRows(tree, row, [row]) : [];
}

export function chosenFindings(context: CommandContext, clicked: Clicked): { session: RepoSession; findings: Finding[] }[] {
  const bySession = new Map<RepoSession, Finding[]>();
  for (const { session, node } of rowsOf(context, clicked)) {
    if (node.kind !== 'finding') continue;
    bySession.set(session, [...(bySession.get(session) ?? []), node.finding]);
  }
  return [...bySession].map(([session, findings]) => ({ session, findings }));
}

export function chosenHeldBack(context: CommandContext, clicked: Clicked): { session: RepoSession; held: HeldBack }[] {
  return rowsOf(context, clicked).flatMap(({ session, node }) => (node.kind === 'held-back' ? [{ session, held: node.held }] : []));
}

/** The first chosen finding, shown or held back, or one that is not judged yet. */
export function chosenCandidate(context: CommandContext, clicked: Clicked): { session: RepoSession; finding: Candidate } | undefined {
  const found = rowsOf(context, clicked, 'clicked').find((r): r is Row<CandidateNode> => r.node.kind === 'candidate');
  return found ? { session: found.session, finding: found.node.candidate } : chosenFinding(context, clicked);
}

/** The first chosen finding, shown or held back. */
export function chosenFinding(context: CommandContext, clicked: Clicked): { session: RepoSession; finding: Finding } | undefined {
  const found = rowsOf(context, clicked, 'clicked').find(
    (r): r is Row<FindingNode | HeldBackNode> => r.node.kind === 'finding' || r.node.kind === 'held-back',
  );
  if (!found) return undefined;
  return { session: found.session, finding: found.node.kind === 'finding' ? found.node.finding : found.node.held.finding };
}
