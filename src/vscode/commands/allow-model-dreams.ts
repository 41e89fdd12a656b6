/** `Allow Dreams with a Model…`: a person's word, given once for a repository while seeing what a dream and a day may cost; and taken back here. */
import * as vscode from 'vscode';
import type { BudgetLimits } from '../../core/model/budget.js';
import { tokenWords, usdWords } from '../model/model-words.js';
import { readModelSettings } from '../model/model-settings.js';
import { NextStepError } from '../next-step-error.js';
import type { CommandContext } from './command-context.js';
import { pickRepo } from './pick-repo.js';

export async function allowModelDreams({ store, log, model }: CommandContext): Promise<void> {
  const session = await pickRepo(store, vscode.l10n.t('Allow Dreams with a Model'));
  if (!session) return;
  const dreams = await session.reverie.modelDreams();
  if (dreams.state === 'none' || (await model.read()) === 'none')
    throw new NextStepError(vscode.l10n.t('There is no language model to dream with.'), {
      title: vscode.l10n.t('Set API Key'),
      command: 'reverie.setApiKey',
    });
  if (dreams.state === 'allowed') {
    const stop = vscode.l10n.t('No Longer Allow');
    const detail = vscode.l10n.t(
      'A person allowed it on {0}. {1} Without it, dreams learn from the verdicts alone.',
      dreams.consent.allowedAt.slice(0, 10),
      costs(dreams.dayLimits),
    );
    if (
      (await vscode.window.showInformationMessage(
        vscode.l10n.t('Dreams of {0} may use a language model', session.name),
        { modal: true, detail },
        stop,
      )) !== stop
    )
      return;
    await session.reverie.forbidModelDreams();
    log.info(`dreams of ${session.name} use no model from now on`);
    return;
  }
  const allow = vscode.l10n.t('Allow');
  const detail = vscode.l10n.t(
    '{0} Findings, verdicts and the code that they are about are sent, without secrets. It holds for dreams that begin by themselves too, until you take it back here.',
    costs(dreams.dayLimits),
  );
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Let dreams of {0} use a language model from now on?', session.name),
    { modal: true, detail },
    allow,
  );
  if (chosen !== allow) return;
  await session.reverie.allowModelDreams('person');
  log.info(`dreams of ${session.name} may use a model: ${costs(dreams.dayLimits)}`);
}

function costs(day: BudgetLimits): string {
  return vscode.l10n.t(
    'A dream costs at most {0}, and all reviews and dreams of a day in this repository at most {1}.',
    limitText(readModelSettings().dream, day),
    limitText(day, day),
  );
}

/** In USD where the day has a limit in USD: else the price is not known, and tokens count. */
function limitText({ maxUsd, maxTokens }: BudgetLimits, day: BudgetLimits): string {
  if (maxUsd !== undefined && day.maxUsd !== undefined) return usdWords(maxUsd);
  return maxTokens === undefined ? vscode.l10n.t('what it needs (no limit is set)') : tokenWords(maxTokens);
}
