/** `reverie dream`: learns from the reviews and verdicts so far. */
import type { DreamRequest } from '../../core/dream/dream-report.js';
import { nextCommand, withReverie, type CommonOptions } from '../common-options.js';
import { exitCode } from '../exit-code.js';
import { dreamJson } from '../json/dream-json.js';
import { printResult } from '../print.js';
import { withStatusLine } from '../status-line.js';
import type { CommandContext } from '../terminal.js';
import { dreamText } from '../text/dream-text.js';

export type DreamOptions = CommonOptions & { dryRun?: boolean; apply: DreamRequest['apply'] };

export async function dreamCommand(context: CommandContext, options: DreamOptions): Promise<number> {
  const dryRun = options.dryRun ?? false;
  return withReverie(context, options, async (reverie) => {
    const report = await withStatusLine(context.terminal, (update) =>
      reverie.dream(
        { trigger: 'command', apply: options.apply, dryRun },
        { signal: context.signal, onProgress: ({ phase, what }) => update(`Dreaming (${phase}): ${what}`) },
      ),
    );
    await printResult(context, options, {
      text: () => dreamText(report, { next: nextCommand(context, options), dryRun }),
      json: () => dreamJson(report),
    });
    if (report.state === 'cancelled') return exitCode.cancelled;
    return report.state === 'failed' ? exitCode.problem : exitCode.ok;
  });
}
