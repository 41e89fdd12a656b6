/** `reverie forget`: deletes what was recorded of a repo, for good, once a person has confirmed it with the repo's name. */
import path from 'node:path';
import { HumanError } from '../../core/human-error.js';
import type { Forgettable, ForgetPreview, ForgetReport } from '../../core/transcript/forget.js';
import { forgettable } from '../../core/transcript/forget.js';
import { nextCommand, withReverie, type CommonOptions } from '../common-options.js';
import { exitCode } from '../exit-code.js';
import { printResult, warn } from '../print.js';
import type { CommandContext } from '../terminal.js';
import type { Line } from '../text/line.js';
import { plural } from '../text/plural.js';

export type ForgetOptions = CommonOptions & {
  transcripts?: boolean;
  ledger?: boolean;
  memory?: boolean;
  /** Archive to be written first. */
  export?: string;
  /** Asks nothing. */
  yes?: boolean;
};

/** Exit code 1 when something of what was asked for is still there. */
export async function forgetCommand(context: CommandContext, options: ForgetOptions): Promise<number> {
  const what = forgettable.filter((one) => options[one]);
  if (what.length === 0)
    throw new HumanError('Nothing was named to forget', { next: 'Add --transcripts, --ledger or --memory, or several of them' });
  return withReverie(context, options, async (reverie) => {
    const { signal } = context;
    const preview = await reverie.previewForget({ signal });
    if (!options.yes) await confirm(context, options, path.basename(reverie.repo.root), what, preview);
    const exportTo = options.export === undefined ? undefined : path.resolve(context.terminal.cwd, options.export);
    const report = await reverie.forget({ what, ...(exportTo !== undefined && { exportTo }) }, { signal });
    await printResult(context, options, { text: () => forgetText(report, what), json: () => ({ version: 1, ...report }) });
    await warn(
      context,
      report.left.map((one) => `left: ${one}`),
    );
    return report.left.length > 0 ? exitCode.findings : exitCode.ok;
  });
}

/** Throws where nobody can be asked, or when the answer is another one. */
async function confirm(
  { terminal, signal, command }: CommandContext,
  options: ForgetOptions,
  name: string,
  what: readonly Forgettable[],
  preview: ForgetPreview,
): Promise<void> {
  const words = whatWords(what, preview);
  if (!terminal.ask) {
    const flags = what.map((one) => `--${one}`).join(' ');
    throw new HumanError(`This would delete ${words}, for good`, {
      next: `Run ${nextCommand({ command }, options)(`forget ${flags} --yes`)} to do so; --export FILE writes it to an archive first`,
    });
  }
  const exported = options.export === undefined ? ' There is no way back; --export FILE writes it to an archive first.' : '';
  const answer = await terminal.ask(
    `This deletes ${words}, for good.${exported}\nType the name of the repository (${name}) to do so: `,
    signal,
  );
  if (answer.trim() !== name) throw new HumanError('Nothing was forgotten', { next: `Answer with ${name} to forget` });
}

function whatWords(what: readonly Forgettable[], { transcripts, ledgers, lessons, versions }: ForgetPreview): string {
  const words: Record<Forgettable, string> = {
    transcripts: plural(transcripts, 'transcript'),
    ledger: `the ledger (${plural(ledgers, 'file')} of verdicts and outcomes)`,
    memory: `the memory (${plural(lessons, 'lesson')} in ${plural(versions, 'version')})`,
  };
  return what.map((one) => words[one]).join(', ');
}

function forgetText({ transcripts, ledgers, lessons, kept, exported }: ForgetReport, what: readonly Forgettable[]): Line[] {
  const forgotten: Record<Forgettable, string> = {
    transcripts: plural(transcripts, 'transcript'),
    ledger: `${plural(ledgers, 'file')} of the ledger`,
    memory: `the memory (${plural(lessons, 'lesson')})`,
  };
  return [
    ...(exported ? [[`Exported to ${exported.path} (${exported.bytes} bytes)`]] : []),
    [`Forgotten: ${what.map((one) => forgotten[one]).join(', ')}`],
    ...(kept > 0 ? [[`Kept: ${plural(kept, 'line')} that lessons cite`]] : []),
  ];
}
