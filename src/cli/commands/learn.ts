/** `reverie learn`: takes in what a team has settled before Reverie came: suppressions, guidelines, a history of fixes. */
import type { LearnReport } from '../../core/dream/history/learn-report.js';
import type { Reverie } from '../../core/reverie.js';
import { type CommonOptions, nextCommand, withReverie } from '../common-options.js';
import { exitCode } from '../exit-code.js';
import { readOutside } from '../outside-options.js';
import { printResult } from '../print.js';
import { withStatusLine } from '../status-line.js';
import type { CommandContext } from '../terminal.js';
import { learnText } from '../text/learn-text.js';

export type LearnOptions = CommonOptions & { dryRun?: boolean };

export function learnHistory(context: CommandContext, options: LearnOptions): Promise<number> {
  return learn(context, options, (reverie, o) => reverie.learnFromHistory(o));
}

export function learnSarif(context: CommandContext, files: string[], options: LearnOptions): Promise<number> {
  return learn(context, options, async (reverie, o) => {
    const place = { cwd: context.terminal.cwd, repo: options.repo, root: reverie.repo.root };
    const outside = await readOutside({ sarif: files }, place);
    return reverie.learnFromReports(outside?.reports ?? [], o);
  });
}

type Learn = (reverie: Reverie, options: Parameters<Reverie['learnFromHistory']>[0]) => Promise<LearnReport>;

function learn(context: CommandContext, options: LearnOptions, from: Learn): Promise<number> {
  const dryRun = options.dryRun ?? false;
  return withReverie(context, options, async (reverie) => {
    const report = await withStatusLine(context.terminal, (update) =>
      from(reverie, { dryRun, signal: context.signal, onProgress: (what) => update(`Learning: ${what}`) }),
    );
    await printResult(context, options, {
      text: () => learnText(report, { dryRun, next: nextCommand(context, options) }),
      json: () => ({ version: 1, dryRun, ...report }),
    });
    return exitCode.ok;
  });
}
