/** `reverie_record_verdict`: what an agent thinks of a finding. It is an agent's word, never a person's. */
import * as z from 'zod';
import { FindingStatus } from '../review/finding.js';
import { dismissReasons } from '../transcript/ledger-event.js';
import { type Recheck, RecheckAnswer, RecheckBy } from '../review/recheck/recheck.js';
import type { VerdictReceipt } from '../reverie.js';
import { agentTool, asData, type ToolContext } from './agent-tool.js';
import { oneLine } from './finding-view.js';
import { HumanError } from '../human-error.js';
import { cut } from './page.js';

/** `never-here` is a person's rule for a place. */
const reasons = dismissReasons.filter((reason) => reason !== 'never-here');

const input = z.strictObject({
  finding: z.string().min(4).max(200).describe('The fingerprint or id of the finding, or an unambiguous start of either.'),
  verdict: z
    .enum(['accept', 'dismiss', 'contest', 'withdraw'])
    .describe(
      'accept: it is right. dismiss: it is not to be shown. contest: check it again, because … withdraw: take your own verdict back.',
    ),
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
  recheck: z
    .object({ answer: RecheckAnswer, by: RecheckBy, reason: z.string(), checked: z.array(z.string()) })
    .optional()
    .describe('Only for contest: what came of checking it again against the code as it is now. It decides nothing by itself.'),
});

export const recordVerdict = agentTool({
  name: 'reverie_record_verdict',
  title: 'Record a verdict',
  description:
    'Records what you think of a Reverie finding, durably, as an agent’s word: it never has a person’s authority, teaches little by itself, ' +
    'cannot dismiss a security finding, and does not overturn a person’s verdict. Dismiss only what you have checked, with the reason. ' +
    'A contested finding is checked again against the code at once, and the answer comes back.',
  input,
  output,
  readOnly: false,
  idempotent: true,
  async run({ finding, verdict, reason, note }, context) {
    const { reverie } = context;
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
    const checked = verdict === 'contest' ? await checkAgain(receipt, note?.trim(), context) : undefined;
    const structured = {
      fingerprint: receipt.finding.fingerprint,
      verdict,
      by: 'agent' as const,
      at: receipt.at,
      status: receipt.finding.status,
      inForce,
      note: checked === undefined || 'recheck' in checked ? words : `${words} ${checked.failed}`,
      ...(checked && 'recheck' in checked && { recheck: checked.recheck }),
    };
    const text = [
      `${oneLine(receipt.finding.title)} (${receipt.finding.fingerprint}): ${structured.note}`,
      ...(structured.recheck ? [asData, `Checked again: ${answerText(structured.recheck)}`] : []),
    ];
    return { structured, text: text.join('\n') };
  },
});

type Answer = Pick<Recheck, 'answer' | 'by' | 'reason' | 'checked'>;

/** What was said is on disk before: a check that fails or is stopped takes nothing back. */
async function checkAgain(
  { finding }: VerdictReceipt,
  words: string | undefined,
  { reverie, signal, model }: ToolContext,
): Promise<{ recheck: Answer } | { failed: string }> {
  try {
    const request = { finding: finding.fingerprint, by: 'agent' as const, ...(words !== undefined && { words }), ...(model && { model }) };
    const { recheck } = await reverie.recheck(request, { signal });
    const { answer, by, reason, checked } = recheck;
    return { recheck: { answer, by, reason: cut(reason, 2000), checked: checked.slice(0, 20).map((what) => cut(what, 300)) } };
  } catch (error) {
    if (signal.aborted) throw error;
    return { failed: `It could not be checked again: ${oneLine(error instanceof Error ? error.message : String(error))}.` };
  }
}

const answers: Record<Answer['answer'], string> = {
  holds: 'it holds',
  refuted: 'it does not hold',
  gone: 'its code is gone',
  unsure: 'it cannot be told',
};
const checkers: Record<Answer['by'], string> = { verifier: 'a verifier', rules: 'the rules', place: 'its place in the code' };

function answerText({ answer, by, reason, checked }: Answer): string {
  return `${answers[answer]}. ${oneLine(reason)} (by ${checkers[by]}: ${checked.map(oneLine).join('; ')})`;
}

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
      return { inForce: true, words: 'Contested; the answer decides nothing by itself.' };
    case 'withdraw':
      return { inForce: true, words: 'Your verdict is withdrawn.' };
  }
}
