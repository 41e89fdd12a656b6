/** The engine's calls on dreams with a model: who allowed them, and the model itself, opened when a dream asks for it. */
import type { OpenedDreamModel } from '../../core/dream/with-model/dream-model.js';
import { judgeConsent, type ModelDreams } from '../../core/dream/with-model/model-dreams.js';
import { HumanError } from '../../core/human-error.js';
import type { ModelAccess } from '../../core/model/model-access.js';
import type { Ports, Redact } from '../../core/ports.js';
import type { Repo } from '../../core/changes/change-set.js';
import type { Reverie } from '../../core/reverie.js';
import type { TranscriptStore } from '../../core/transcript/transcript-store.js';
import { openDreamConsent } from './dream-consent.js';

export type ModelDreamDeps = {
  repo: Repo;
  ports: Ports;
  redact: Redact;
  transcripts: Pick<TranscriptStore, 'list' | 'read'>;
  model?: ((ports: Ports) => Promise<ModelAccess>) | undefined;
};

export type ModelDreamCalls = Pick<Reverie, 'modelDreams' | 'allowModelDreams' | 'forbidModelDreams'> & {
  openModel: () => Promise<OpenedDreamModel>;
};

const noModel = { state: 'none', reason: 'there is no language model' } as const;

export function modelDreamCalls({ repo, ports, redact, transcripts, model }: ModelDreamDeps): ModelDreamCalls {
  const consent = openDreamConsent(repo.reverieDir);
  const judged = async (): Promise<{ dreams: ModelDreams; access?: ModelAccess }> => {
    if (!model) return { dreams: noModel };
    let access: ModelAccess;
    try {
      access = await model(ports);
    } catch (error) {
      // whatever keeps it from being opened (the editor has errors of its own): a dream goes on without, and says why
      return { dreams: { state: 'none', reason: error instanceof Error ? error.message : String(error) } };
    }
    return { dreams: judgeConsent(await consent.read(), access.dayLimits), access };
  };
  return {
    modelDreams: async () => (await judged()).dreams,
    async allowModelDreams(by) {
      if (by !== 'person')
        throw new HumanError('Only a person allows dreams with a model', { next: 'Run it on a terminal, or say --as person' });
      const { dreams } = await judged();
      if (dreams.state === 'none') return dreams;
      const { maxUsd = null, maxTokens = null } = dreams.dayLimits;
      const allowedAt = ports.clock.now().toISOString();
      await consent.write({ allowedAt, dayLimitUsd: maxUsd, dayLimitTokens: maxTokens, by });
      return (await judged()).dreams;
    },
    forbidModelDreams: () => consent.remove(),
    async openModel() {
      const { dreams, access } = await judged();
      if (dreams.state !== 'allowed' || !access)
        return { state: 'none', reason: dreams.state === 'allowed' ? noModel.reason : dreams.reason };
      const [{ createDreamModel }, { openDaySpend }] = await Promise.all([
        import('../../core/dream/with-model/create-dream-model.js'),
        import('../model/day-spend.js'),
      ]);
      const day = openDaySpend({ folder: repo.reverieDir, ports });
      return { state: 'open', model: createDreamModel({ ports, redact, access, day, transcripts }) };
    },
  };
}
