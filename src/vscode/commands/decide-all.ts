/** A person's decision on everything that waits in a repo, or on what one dream left to them. */
import * as vscode from 'vscode';
import type { Proposal } from '../../core/memory/memory-store.js';
import type { DreamsRow } from '../dreams-view.js';
import type { MemoryRow } from '../memory-view.js';
import { operationTitle } from '../operation-words.js';
import { count } from '../words.js';
import { requireApplied } from './change-lesson.js';

/** A dialog is no place for a long list. */
const longest = 8;

export async function decideAll(decision: 'approve' | 'discard', row?: MemoryRow | DreamsRow): Promise<void> {
  if (row?.node.kind !== 'group') return;
  const { session } = row;
  const [proposals, { lessons }] = await Promise.all([session.proposals.get(), session.memory.get()]);
  const approve = decision === 'approve';
  // what no dream here proposed is decided one by one, after a look at it
  const mayDecide = ({ unverified = [] }: Proposal, id: string): boolean => !approve || !unverified.includes(id);
  const all = proposals.flatMap((proposal) => proposal.operations.map((operation) => ({ proposal, operation, dream: proposal.dream })));
  const waiting = all.filter(({ proposal, operation }) => mayDecide(proposal, operation.id));
  const left = all.length - waiting.length;
  if (waiting.length === 0) {
    if (left > 0) void vscode.window.showInformationMessage(strangers(left));
    return;
  }
  const word = approve ? vscode.l10n.t('Approve All') : vscode.l10n.t('Discard All');
  const titles = waiting.slice(0, longest).map(({ operation }) => operationTitle(operation, lessons));
  const more = waiting.length - titles.length;
  const chosen = await vscode.window.showWarningMessage(
    approve
      ? vscode.l10n.t('Approve {0}?', count(waiting.length, 'proposal'))
      : vscode.l10n.t('Discard {0}?', count(waiting.length, 'proposal')),
    {
      modal: true,
      detail: [...titles, ...(more > 0 ? [vscode.l10n.t('and {0} more', more)] : []), ...(left > 0 ? ['', strangers(left)] : [])].join(
        '\n',
      ),
    },
    word,
  );
  if (chosen !== word) return;
  // one that no longer fits must not cost the others
  const refused: string[] = [];
  for (const { dream, operation } of waiting) {
    const result = await session.decide(dream, operation.id, decision);
    if (result.state === 'refused') refused.push(`${operationTitle(operation, lessons)}: ${result.reason}`);
    else requireApplied(result);
  }
  if (refused.length > 0)
    throw new Error(vscode.l10n.t('{0} could not be applied: {1}', count(refused.length, 'proposal'), refused.join('; ')));
}

function strangers(left: number): string {
  return vscode.l10n.t(
    '{0}: not proposed by a dream on this machine. Decide these one by one, after a look at each.',
    count(left, 'proposal'),
  );
}
