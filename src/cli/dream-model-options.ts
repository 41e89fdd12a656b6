/** The options of `dream` that are about a language model: whether one may reflect, who allows it, and what it may cost. */
import type { DreamModelRequest } from '../core/dream/with-model/model-part.js';
import { defaultDreamBudget, limitWords } from '../core/dream/with-model/model-dreams.js';
import { HumanError } from '../core/human-error.js';
import type { Reverie } from '../core/reverie.js';
import type { Speaker } from '../core/transcript/ledger-event.js';
import type { AnthropicSettings } from '../node/model/anthropic-access.js';
import { type NextCommand, speaker } from './common-options.js';
import { note, warn } from './print.js';
import type { CommandContext } from './terminal.js';

export type DreamModelOptions = {
  model: 'none' | 'anthropic';
  maxCost?: number;
  maxTokens?: number;
  /** A person allows it from now on, without being asked. */
  allowModel?: boolean;
  as?: Speaker;
};

/** Undefined without a model. Throws a HumanError when the key is missing, or when options need a model that was not asked for. */
export function readDreamModel(
  options: DreamModelOptions,
  env: NodeJS.ProcessEnv,
): { settings: AnthropicSettings; request: DreamModelRequest } | undefined {
  const { model, maxCost, maxTokens } = options;
  if (model === 'none') {
    const needing =
      maxCost !== undefined ? '--max-cost' : maxTokens !== undefined ? '--max-tokens' : options.allowModel ? '--allow-model' : undefined;
    if (needing === undefined) return undefined;
    throw new HumanError(`${needing} is about a language model, and none reflects`, { next: 'Add --model anthropic, or leave it away' });
  }
  const apiKey = env.ANTHROPIC_API_KEY?.trim();
  if (!apiKey) {
    throw new HumanError('There is no API key', {
      next: 'Set ANTHROPIC_API_KEY, or leave --model away: dreams learn from the verdicts without one',
    });
  }
  const baseUrl = env.ANTHROPIC_BASE_URL?.trim();
  return {
    settings: { apiKey, ...(baseUrl ? { baseUrl } : {}) },
    request: {
      budget: {
        ...defaultDreamBudget,
        ...(maxCost !== undefined && { maxUsd: maxCost }),
        ...(maxTokens !== undefined && { maxTokens }),
      },
    },
  };
}

/** Asks the person at the terminal once, showing what a day may cost. Without an answer the dream goes on without a model, and says so. */
export async function askConsent(
  context: CommandContext,
  reverie: Reverie,
  options: DreamModelOptions,
  request: DreamModelRequest,
  next: NextCommand,
): Promise<void> {
  const dreams = await reverie.modelDreams();
  if (dreams.state !== 'ask') return;
  const { terminal, signal } = context;
  const who = speaker(terminal, options.as);
  const limits = `at most ${limitWords(request.budget)} a dream and ${limitWords(dreams.dayLimits)} a day in this repository`;
  if (options.allowModel) {
    await reverie.allowModelDreams(who);
    await note(context, [[`Dreams may use a model from now on: ${limits}`]]);
    return;
  }
  if (who === 'person' && terminal.ask) {
    const question = `Dreams with a model cost money: ${limits}.\nFindings, verdicts and the code that they are about are sent, without secrets.\nAllow it from now on, also for dreams that begin by themselves? [y/N] `;
    if (/^y(?:es)?$/i.test((await terminal.ask(question, signal)).trim())) await reverie.allowModelDreams('person');
    return;
  }
  await warn(context, [
    `no model reflects: ${dreams.reason}. ${next('dream --model anthropic --allow-model --as person')} allows it: ${limits}`,
  ]);
}
