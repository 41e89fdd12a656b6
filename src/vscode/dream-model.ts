/** What to ask of a language model in a dream: only where a person has allowed it. */
import type { DreamModelRequest } from '../core/dream/with-model/model-part.js';
import { limitsFor, type ModelDesk, openModel } from './model/open-model.js';
import { readModelSettings } from './model/model-settings.js';
import { describeError } from './next-step-error.js';
import type { RepoSession } from './repo-session.js';

/** Undefined without a model or a person's consent; a dream then learns from the verdicts alone. Never rejects. */
export async function dreamModelRequest(
  desk: ModelDesk,
  { name, reverie }: Pick<RepoSession, 'name' | 'reverie'>,
  log: { warn(text: string): void },
): Promise<DreamModelRequest | undefined> {
  try {
    if ((await desk.choice.read()) === 'none' || (await reverie.modelDreams()).state !== 'allowed') return undefined;
    const { ids, table } = await openModel(desk);
    return { budget: limitsFor(readModelSettings().dream, ids, table, desk.choice.provider) };
  } catch (error) {
    log.warn(`no model reflects in the dream of ${name}: ${describeError(error).message}`);
    return undefined;
  }
}
