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
import { dreamStatusText } from '../text/dream-status-text.js';
import { dreamText } from '../text/dream-text.js';

export type DreamOptions = CommonOptions & DreamModelOptions & { dryRun?: boolean; status?: boolean; apply: DreamRequest['apply'] };

export async function dreamCommand(context: CommandContext, options: DreamOptions): Promise<number> {
  if (options.status) return dreamStatus(context, options);
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

/** What there is to learn from, what waits, and the journal: dreams, and why none began. */
async function dreamStatus(context: CommandContext, options: DreamOptions): Promise<number> {
  return withReverie(context, options, async (reverie) => {
    const [state, dreams, skips, proposals] = await Promise.all([
      reverie.dreamState(),
      reverie.journal(),
      reverie.scheduleLog(),
      reverie.proposals(),
    ]);
    const { ends: _, ...known } = state;
    const waiting = proposals.reduce((count, p) => count + p.operations.length, 0);
    await printResult(context, options, {
      text: () => dreamStatusText({ state, dreams, skips, waiting }, nextCommand(context, options)),
      json: () => ({ version: 1, state: known, waiting, dreams: dreams.map((d) => dreamJson(d)), skips }),
    });
    return exitCode.ok;
  });
}
