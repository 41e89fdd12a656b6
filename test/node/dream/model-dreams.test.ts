import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { judgeConsent } from '../../../src/core/dream/with-model/model-dreams.js';
import type { BudgetLimits } from '../../../src/core/model/budget.js';
import type { ModelAccess } from '../../../src/core/model/model-access.js';
import { modelTable } from '../../../src/core/model/model-table.js';
import type { Reverie } from '../../../src/core/reverie.js';
import { openRepo } from '../../../src/node/changes/open-repo.js';
import { createReverie } from '../../../src/node/create-reverie.js';
import { tempRepo, type TempRepo } from '../../support/git-repo.js';
import { scriptedModel, type ScriptedModel } from '../../support/scripted-model.js';

describe('invariant 8: dreams use no model before a person has allowed it once', () => {
  let repo: TempRepo;
  let file: string;
  let model: ScriptedModel;
  let dayLimits: BudgetLimits;
  const opened: Reverie[] = [];
  beforeEach(async () => {
    repo = await tempRepo({ 'a.txt': 'a\n' });
    file = path.join(repo.dir, '.git/reverie/dream-consent.json');
    model = scriptedModel([]);
    dayLimits = { maxUsd: 5 };
  });
  afterEach(async () => {
    for (const reverie of opened.splice(0)) await reverie.close();
    await repo.dispose();
  });
  const open = async (access?: () => Promise<ModelAccess>): Promise<Reverie> => {
    const reverie = await createReverie({
      repo: await openRepo(repo.dir),
      kind: 'cli',
      assets: path.resolve('dist/assets'),
      version: 'test',
      leaseTermMs: 500,
      ...(access && { model: access }),
    });
    opened.push(reverie);
    return reverie;
  };
  const ready = (): Promise<Reverie> =>
    open(async () => ({ model, ids: { lead: 'm', specialist: 'm', verifier: 'm' }, table: modelTable(), dayLimits }));

  it('asks, remembers the word of a person with what a day may cost, and forgets it again', async () => {
    const reverie = await ready();
    const before = await reverie.modelDreams();
    assert.deepEqual([before.state, before.state === 'ask' && before.dayLimits], ['ask', { maxUsd: 5 }]);
    assert.equal((await reverie.allowModelDreams('person')).state, 'allowed');
    const kept = JSON.parse(await readFile(file, 'utf8')) as object;
    assert.deepEqual({ ...kept, allowedAt: '' }, { allowedAt: '', dayLimitUsd: 5, dayLimitTokens: null, by: 'person' });
    assert.equal((await (await ready()).modelDreams()).state, 'allowed');
    await reverie.forbidModelDreams();
    assert.equal((await reverie.modelDreams()).state, 'ask');
  });

  it('takes nobody else’s word', async () => {
    const reverie = await ready();
    for (const by of ['automation', 'agent'] as const) await assert.rejects(reverie.allowModelDreams(by), /Only a person allows/);
    assert.equal((await reverie.modelDreams()).state, 'ask');
  });

  it('asks again when the day’s limit has grown, and not when it has shrunk', async () => {
    const reverie = await ready();
    await reverie.allowModelDreams('person');
    for (const [limits, state] of [
      [{ maxUsd: 20 }, 'ask'],
      [{}, 'ask'],
      [{ maxTokens: 1000 }, 'ask'],
      [{ maxUsd: 1 }, 'allowed'],
      [{ maxUsd: 5, maxTokens: 1000 }, 'allowed'],
    ] as const) {
      dayLimits = limits;
      assert.equal((await reverie.modelDreams()).state, state, JSON.stringify(limits));
    }
  });

  it('judges a limit in tokens where there is none in USD', () => {
    const consent = { allowedAt: '', dayLimitUsd: null, dayLimitTokens: 1000, by: 'person' } as const;
    assert.equal(judgeConsent(consent, { maxTokens: 900 }).state, 'allowed');
    assert.equal(judgeConsent(consent, { maxTokens: 1100 }).state, 'ask');
    assert.equal(judgeConsent(consent, {}).state, 'ask');
  });

  it('takes a consent that cannot be read, or that nobody can have given, for none', async () => {
    const reverie = await ready();
    await mkdir(path.dirname(file), { recursive: true });
    for (const text of [
      '',
      '{',
      '[]',
      'null',
      '{"allowedAt":"x","dayLimitUsd":5,"by":"agent"}',
      '{"by":"person"}',
      '{"allowedAt":"x","dayLimitUsd":"5","by":"person"}',
    ]) {
      await writeFile(file, text);
      assert.equal((await reverie.modelDreams()).state, 'ask', text);
    }
  });

  it('has nothing to allow without a model, and says why it cannot be opened', async () => {
    assert.deepEqual(await (await open()).modelDreams(), { state: 'none', reason: 'there is no language model' });
    const broken = await open(() => Promise.reject(new Error('There is no API key.')));
    assert.deepEqual(await broken.allowModelDreams('person'), { state: 'none', reason: 'There is no API key.' });
  });
});
