/** `reverie dream`: learns from the reviews and verdicts so far. */
import type { DreamRequest } from '../../core/dream/dream-report.js';
import type { Reverie } from '../../core/reverie.js';
import { nextCommand, withReverie, type CommonOptions } from '../common-options.js';
import { askConsent, type DreamModelOptions, readDreamModel } from '../dream-model-options.js';
import { exitCode } from '../exit-code.js';
import { dreamJson } from '../json/dream-json.js';
import { printResult } from '../print.js';
import { withStatusLine } from '../status-line.js';
import type { CommandContext } from '../terminal.js';
import { dreamText } from '../text/dream-text.js';

export type DreamOptions = CommonOptions & DreamModelOptions & { dryRun?: boolean; apply: DreamRequest['apply'] };

export async function dreamCommand(context: CommandContext, options: DreamOptions): Promise<number> {
  const dryRun = options.dryRun ?? false;
  const model = readDreamModel(options, context.terminal.env);
  const use = async (reverie: Reverie): Promise<number> => {
    if (model && !dryRun) await askConsent(context, reverie, options, model.request, nextCommand(context, options));
    const report = await withStatusLine(context.terminal, (update) =>
      reverie.dream(
        { trigger: 'command', apply: options.apply, dryRun, ...(model && { model: model.request }) },
        { signal: context.signal, onProgress: ({ phase, what }) => update(`Dreaming (${phase}): ${what}`) },
      ),
    );
    await printResult(context, options, {
      text: () => dreamText(report, { next: nextCommand(context, options), dryRun }),
      json: () => dreamJson(report),
    });
    if (report.state === 'cancelled') return exitCode.cancelled;
    return report.state === 'failed' ? exitCode.problem : exitCode.ok;
  };
  return withReverie(context, options, use, model?.settings);
}
