/** The findings that a command is about, by repo: what was clicked, or what is selected in the view. */
import type { Candidate, Finding, HeldBack } from '../../core/review/finding.js';
import type { CandidateNode, FindingNode, HeldBackNode } from '../findings-tree.js';
import type { FindingsRow } from '../findings-view.js';
import type { RepoSession } from '../repo-session.js';
import { chosenRows, type Row } from '../session-tree.js';
import type { CommandContext } from './command-context.js';

export type Clicked = [row?: FindingsRow, selected?: readonly FindingsRow[]];

export function chosenFindings(context: CommandContext, [row, selected]: Clicked): { session: RepoSession; findings: Finding[] }[] {
  const bySession = new Map<RepoSession, Finding[]>();
  for (const { session, node } of chosenRows(context.findings.tree, row, selected)) {
    if (node.kind !== 'finding') continue;
    bySession.set(session, [...(bySession.get(session) ?? []), node.finding]);
  }
  return [...bySession].map(([session, findings]) => ({ session, findings }));
}

export function chosenHeldBack(context: CommandContext, [row, selected]: Clicked): { session: RepoSession; held: HeldBack }[] {
  return chosenRows(context.findings.tree, row, selected).flatMap(({ session, node }) =>
    node.kind === 'held-back' ? [{ session, held: node.held }] : [],
  );
}

/** The first chosen finding, shown or held back, or one that is not judged yet. */
export function chosenCandidate(
  context: CommandContext,
  [row, selected]: Clicked,
): { session: RepoSession; finding: Candidate } | undefined {
  const found = chosenRows(context.findings.tree, row, selected && row ? [row] : selected).find(
    (r): r is Row<CandidateNode> => r.node.kind === 'candidate',
  );
  return found ? { session: found.session, finding: found.node.candidate } : chosenFinding(context, [row, selected]);
}

/** The first chosen finding, shown or held back. */
export function chosenFinding(context: CommandContext, [row, selected]: Clicked): { session: RepoSession; finding: Finding } | undefined {
  const found = chosenRows(context.findings.tree, row, selected && row ? [row] : selected).find(
    (r): r is Row<FindingNode | HeldBackNode> => r.node.kind === 'finding' || r.node.kind === 'held-back',
  );
  if (!found) return undefined;
  return { session: found.session, finding: found.node.kind === 'finding' ? found.node.finding : found.node.held.finding };
}
