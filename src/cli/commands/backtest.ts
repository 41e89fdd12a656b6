/** `reverie backtest`: what memory would have done with past findings; with `--verdicts`, what a repo's labelled findings foretell of new ones. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { foretell } from '../../core/dream/usefulness/foretell-effect.js';
import { readLabelled, readUnlabelled } from '../../core/dream/usefulness/labelled-finding.js';
import { HumanError } from '../../core/human-error.js';
import { type CommonOptions, withReverie } from '../common-options.js';
import { exitCode } from '../exit-code.js';
import { printResult } from '../print.js';
import type { CommandContext } from '../terminal.js';
import { backtestText } from '../text/backtest-text.js';

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
async function foretellFile({ terminal }: CommandContext, verdicts: string, against: string): Promise<number> {
  const known = readLabelled(await contentOf(terminal.cwd, verdicts), verdicts);
  const fresh = readUnlabelled(await contentOf(terminal.cwd, against), against);
  const foretold = foretell(
    known,
    fresh.map(({ traits }) => traits),
  );
  await terminal.out(fresh.map(({ line }, i) => `${JSON.stringify({ ...line, ...foretold[i] })}\n`).join(''));
  return exitCode.ok;
}

async function contentOf(cwd: string, file: string): Promise<string> {
  try {
    return await readFile(path.resolve(cwd, file), 'utf8');
  } catch (cause) {
    throw new HumanError(`${file} cannot be read`, { next: 'Name a file of JSON Lines', cause });
  }
}
