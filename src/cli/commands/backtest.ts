/** `reverie backtest`: what memory would have done with past findings; with `--verdicts`, what a repo's labelled findings foretell of new ones. */
import { foretell } from '../../core/dream/usefulness/foretell-effect.js';
import {
  type FindingTraits,
  type LabelledFinding,
  labelledFinding,
  unlabelledFinding,
  withFields,
} from '../../core/dream/usefulness/labelled-finding.js';
import { withBreaths } from '../../core/dream/usefulness/steps.js';
import { HumanError } from '../../core/human-error.js';
import { type CommonOptions, withReverie } from '../common-options.js';
import { exitCode } from '../exit-code.js';
import { jsonLines } from '../json-lines.js';
import { printResult, warn } from '../print.js';
import { withStatusLine } from '../status-line.js';
import type { CommandContext } from '../terminal.js';
import { backtestText } from '../text/backtest-text.js';
import { plural } from '../text/plural.js';

export type BacktestOptions = CommonOptions & { verdicts?: string; against?: string };

export async function backtestCommand(context: CommandContext, options: BacktestOptions): Promise<number> {
  const { verdicts, against } = options;
  if (verdicts !== undefined && against !== undefined) return foretellFile(context, verdicts, against);
  if (verdicts !== undefined || against !== undefined)
    throw new HumanError('--verdicts and --against go together', {
      next: 'Give the findings with verdicts to --verdicts and the ones to be scored to --against',
    });
  return withReverie(context, options, async (reverie) => {
    const tested = await reverie.backtest();
    await printResult(context, options, {
      text: () => backtestText(tested),
      json: () => ({ version: 1, lessons: tested }),
    });
    return exitCode.ok;
  });
}

/** JSON Lines on stdout: the lines of `against` in order, each with its score and effect. */
async function foretellFile(context: CommandContext, verdicts: string, against: string): Promise<number> {
  const { terminal, signal } = context;
  if (verdicts === '-' && against === '-')
    throw new HumanError('Both files cannot be stdin', { next: 'Name a file for --verdicts or for --against' });
  const { known, lines, foretold } = await withStatusLine(terminal, async (update) => {
    const known = await readKnown(context, verdicts);
    const { lines, traits } = await readFresh(context, against);
    update(`Learning from ${plural(known.length, 'finding')} to score ${traits.length}`);
    return { known, lines, foretold: await withBreaths(foretell(known, traits), { now: () => performance.now(), signal }) };
  });
  if (known.length === 0) await warn(context, [`${verdicts} has no finding with a verdict: every score is a guess`]);
  for (let i = 0; i < lines.length; i += atATime) {
    signal.throwIfAborted();
    const some = lines.slice(i, i + atATime).map((line, k) => `${withFields(line, foretold[i + k]!)}\n`);
    await terminal.out(some.join(''));
  }
  return exitCode.ok;
}

/** So many lines are printed in one piece. */
const atATime = 500;

async function readKnown(context: CommandContext, file: string): Promise<LabelledFinding[]> {
  const known: LabelledFinding[] = [];
  const told = { damaged: 0, unlabelled: 0 };
  for await (const lines of jsonLines(context.terminal, file, context.signal)) {
    for (const { text, number, damaged } of lines) {
      const finding = labelledFinding(text, { file, number });
      if (damaged) told.damaged += 1;
      if (finding) known.push(finding);
      else told.unlabelled += 1;
    }
  }
  await warnOf(context, file, told);
  return known;
}

async function readFresh(context: CommandContext, file: string): Promise<{ lines: string[]; traits: FindingTraits[] }> {
  const fresh = { lines: [] as string[], traits: [] as FindingTraits[] };
  const told = { damaged: 0 };
  for await (const lines of jsonLines(context.terminal, file, context.signal)) {
    for (const { text, number, damaged } of lines) {
      fresh.traits.push(unlabelledFinding(text, { file, number }));
      fresh.lines.push(text);
      if (damaged) told.damaged += 1;
    }
  }
  await warnOf(context, file, told);
  return fresh;
}

function warnOf(
  context: CommandContext,
  file: string,
  { damaged, unlabelled = 0 }: { damaged: number; unlabelled?: number },
): Promise<void> {
  return warn(context, [
    ...(damaged > 0 ? [`${file}: bytes that are not UTF-8 stand as � in ${plural(damaged, 'line')}`] : []),
    ...(unlabelled > 0 ? [`${file}: nothing is learned from ${plural(unlabelled, 'line')} without a verdict`] : []),
  ]);
}
