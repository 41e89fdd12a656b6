/** `reverie_record_verdict`: what an agent thinks of a finding. It is an agent's word, never a person's. */
import * as z from 'zod';
import { FindingStatus } from '../review/finding.js';
import { dismissReasons } from '../transcript/ledger-event.js';
import type { VerdictReceipt } from '../reverie.js';
import { agentTool } from './agent-tool.js';
import { oneLine } from './finding-view.js';
import { HumanError } from '../human-error.js';

/** `never-here` is a person's rule for a place. */
const reasons = dismissReasons.filter((reason) => reason !== 'never-here');

const input = z.strictObject({
  finding: z.string().min(4).max(200).describe('The fingerprint or id of the finding, or an unambiguous start of either.'),
  verdict: z
    .enum(['accept', 'dismiss', 'contest', 'withdraw'])
    .describe('accept: it is right. dismiss: it is not to be shown. contest: look again, because … withdraw: take your own verdict back.'),
  reason: z
    .enum(reasons as [string, ...string[]])
    .optional()
    .describe('Only for dismiss, and required there.'),
  note: z.string().max(2000).optional().describe('Why, in a sentence or two; for contest it is required.'),
});

const output = z.object({
  fingerprint: z.string(),
  verdict: z.enum(['accept', 'dismiss', 'contest', 'withdraw']),
  by: z.literal('agent'),
  at: z.string(),
  status: FindingStatus.describe('The status of the finding now.'),
  inForce: z.boolean().describe('False: it is recorded, but does not decide (see `note`).'),
  note: z.string(),
});

export const recordVerdict = agentTool({
  name: 'reverie_record_verdict',
  title: 'Record a verdict',
  description:
    'Records what you think of a Reverie finding, durably, as an agent’s word: it never has a person’s authority, teaches little by itself, ' +
    'cannot dismiss a security finding, and does not overturn a person’s verdict. Dismiss only what you have checked, with the reason.',
  input,
  output,
  readOnly: false,
  idempotent: true,
  async run({ finding, verdict, reason, note }, { reverie }) {
    if (verdict === 'dismiss' && reason === undefined)
      throw new HumanError('A dismissal needs a reason', { next: `Give one of ${reasons.join(', ')}` });
    if (verdict !== 'dismiss' && reason !== undefined)
      throw new HumanError(`“${reason}” is a reason to dismiss, not to ${verdict}`, { next: 'Leave it away, or say it in `note`' });
    if (verdict === 'contest' && !note?.trim()) throw new HumanError('To contest says why', { next: 'Give `note`' });
    const receipt = await reverie.verdict({
      finding,
      verdict,
      ...(reason !== undefined && { reason: reason as (typeof reasons)[number] }),
      ...(note?.trim() && { note: note.trim() }),
      by: 'agent',
    });
    const { inForce, words } = effectOf(receipt);
    const structured = {
      fingerprint: receipt.finding.fingerprint,
      verdict,
      by: 'agent' as const,
      at: receipt.at,
      status: receipt.finding.status,
      inForce,
      note: words,
    };
    return { structured, text: `${oneLine(receipt.finding.title)} (${receipt.finding.fingerprint}): ${words}` };
  },
});

function effectOf({ finding, verdict }: VerdictReceipt): { inForce: boolean; words: string } {
  switch (verdict) {
    case 'dismiss':
      if (finding.status === 'dismissed') return { inForce: true, words: 'Dismissed on an agent’s word; a person may overrule it.' };
      return finding.security
        ? { inForce: false, words: 'Noted. It stays open: only a person dismisses a security finding.' }
        : { inForce: false, words: 'Noted. It stays as it is: a person has given a verdict on it.' };
    case 'accept':
      if (finding.status === 'dismissed')
        return { inForce: false, words: 'Noted. It stays dismissed: a person has given a verdict on it.' };
      return { inForce: true, words: 'Accepted on an agent’s word.' };
    case 'contest':
      return { inForce: true, words: 'Contested: the next look at it takes your reason into account. It stays as it is until then.' };
    case 'withdraw':
      return { inForce: true, words: 'Your verdict is withdrawn.' };
  }
}
