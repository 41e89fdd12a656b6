/** `reverie verdict`: records what a person thinks of a finding. */
import { HumanError } from '../../core/human-error.js';
import type { ModelRequest } from '../../core/review/agents/model-reviewer.js';
import type { RecheckReceipt, Reverie, VerdictReceipt, VerdictRequest } from '../../core/reverie.js';
import { dismissReasons, type DismissReason, type Speaker } from '../../core/transcript/ledger-event.js';
import { speaker, withReverie, type CommonOptions } from '../common-options.js';
import { exitCode } from '../exit-code.js';
import { findingJson } from '../json/review-json.js';
import { readModelOptions, type ModelOptions } from '../model-options.js';
import { note, printResult } from '../print.js';
import { withStatusLine } from '../status-line.js';
import type { CommandContext } from '../terminal.js';
import { answerText } from '../text/answer-text.js';
import { styled, type Line } from '../text/line.js';

export type VerdictOptions = CommonOptions & ModelOptions & { reason?: string; as?: Speaker };

export async function verdictCommand(
  context: CommandContext,
  finding: string,
  verdict: VerdictRequest['verdict'],
  options: VerdictOptions,
): Promise<number> {
  const said = readReason(verdict, options.reason);
  const model = readModelOptions(options, context.terminal.env);
  if (model && verdict !== 'contest')
    throw new HumanError(`A model checks what you contest, not what you ${verdict}`, { next: 'Leave --model away, or use contest' });
  const use = async (reverie: Reverie): Promise<number> => {
    const by = speaker(context.terminal, options.as);
    const receipt = await reverie.verdict({ finding, verdict, ...said, by });
    // recorded first: what is said stays said, also when the check is cancelled
    const checked = verdict === 'contest' ? await check(context, reverie, receipt, { said, by, model: model?.request }) : undefined;
    await printResult(context, options, {
      text: (columns) => [...receiptText(receipt, said, by), ...(checked ? answerText(checked.recheck, columns) : [])],
      json: () => ({
        version: 1,
        verdict: receipt.verdict,
        ...said,
        by,
        at: receipt.at,
        finding: findingJson(receipt.finding),
        ...(checked && { recheck: checked.recheck }),
      }),
    });
    if (by === 'automation') {
      await note(context, [
        [styled('dim', 'Recorded as automation, which teaches less than a person: without a terminal, --as person says that one speaks')],
      ]);
    }
    return exitCode.ok;
  };
  return withReverie(context, options, use, model?.settings);
}

type Checking = { said: { note?: string }; by: Speaker; model: ModelRequest | undefined };

function check(
  context: CommandContext,
  reverie: Reverie,
  { finding }: VerdictReceipt,
  { said, by, model }: Checking,
): Promise<RecheckReceipt> {
  const request = { finding: finding.fingerprint, by, ...(said.note !== undefined && { words: said.note }), ...(model && { model }) };
  return withStatusLine(context.terminal, (update) => {
    update('Checking it again …');
    return reverie.recheck(request, { signal: context.signal, onProgress: ({ name, doing }) => update(`${name} ${doing}`) });
  });
}

/** One of the known reasons as it is; any other text is a note. A dismissal always has a reason. */
export function readReason(verdict: VerdictRequest['verdict'], text: string | undefined): { reason?: DismissReason; note?: string } {
  const code = dismissReasons.find((reason) => reason === text?.trim());
  const free = text?.trim() && !code ? { note: text.trim() } : {};
  if (verdict === 'dismiss') return { reason: code ?? 'other', ...free };
  if (code) {
    throw new HumanError(`“${code}” is a reason to dismiss, not to ${verdict}`, {
      next: `Use reverie verdict FINDING dismiss --reason ${code}, or say it in your own words`,
    });
  }
  return free;
}

function receiptText({ finding, verdict }: VerdictReceipt, said: { reason?: DismissReason; note?: string }, by: Speaker): Line[] {
  const { anchor } = finding;
  const place = anchor.state === 'exact' ? `${anchor.path}:${anchor.startLine}` : anchor.path;
  const words = { accept: 'Accepted', dismiss: 'Dismissed', contest: 'Contested', withdraw: 'Withdrawn the verdict on' }[verdict];
  const why = [said.reason, said.note].filter(Boolean).join(': ');
  return [
    [styled('green', words), ` ${place}  `, styled('bold', finding.title)],
    [styled('dim', `  ${why ? `${why} · ` : ''}by ${by} · ${finding.fingerprint}`)],
  ];
}
