import assert from 'node:assert/strict';
import type { DreamRequest } from '../../src/core/dream/dream-report.js';
import type { ModelDreams } from '../../src/core/dream/with-model/model-dreams.js';
import type { Speaker } from '../../src/core/transcript/ledger-event.js';
import { dreamReport } from '../vscode/fake-reverie.js';
import { runFake, type Ran } from './run-with-fake.js';

describe('reverie dream --model', () => {
  const ask: ModelDreams = { state: 'ask', reason: 'no person has allowed dreams with a model yet', dayLimits: { maxUsd: 5 } };

  async function dreams(
    args: string[],
    options: { tty?: boolean; says?: string; state?: ModelDreams } = {},
  ): Promise<{ ran: Ran; allowed: Speaker[]; asked: string[]; requests: DreamRequest[] }> {
    const { says, tty = says !== undefined, state = ask } = options;
    const [allowed, asked, requests]: [Speaker[], string[], DreamRequest[]] = [[], [], []];
    const ran = await runFake(['dream', '--model', 'anthropic', ...args], {
      tty,
      env: { ANTHROPIC_API_KEY: 'k', NO_COLOR: '1' },
      ...(says !== undefined && {
        ask: (question) => {
          asked.push(question);
          return Promise.resolve(says);
        },
      }),
      reverie: {
        modelDreams: () => Promise.resolve(state),
        allowModelDreams: (by) => {
          allowed.push(by);
          return Promise.resolve(state);
        },
        dream: (request) => {
          requests.push(request);
          return Promise.resolve(dreamReport());
        },
      },
    });
    return { ran, allowed, asked, requests };
  }

  it('invariant 8: asks a person at the terminal once, showing what a dream and a day may cost', async () => {
    const { asked, allowed, requests } = await dreams([], { says: 'y' });
    assert.match(asked.join(), /at most 0\.50 USD a dream and 5\.00 USD a day in this repository/);
    assert.deepEqual([asked.length, allowed], [1, ['person']]);
    assert.deepEqual(requests[0]?.model, { budget: { maxUsd: 0.5 } });
  });

  it('takes anything but yes for a no, and dreams all the same', async () => {
    for (const says of ['', 'n', 'maybe', 'yesterday']) {
      const { allowed, requests } = await dreams([], { says });
      assert.deepEqual([allowed, requests.length], [[], 1], says);
    }
  });

  it('asks nobody again who has allowed it, and nobody where there is no model', async () => {
    const consent = { allowedAt: '2026-01-05', dayLimitUsd: 5, dayLimitTokens: null, by: 'person' } as const;
    for (const state of [
      { state: 'allowed', consent, dayLimits: {} },
      { state: 'none', reason: 'there is no language model' },
    ] as ModelDreams[]) {
      const { asked, allowed } = await dreams(['--allow-model'], { says: 'y', state });
      assert.deepEqual([asked, allowed], [[], []]);
    }
  });

  it('says without a terminal how a person allows it', async () => {
    const { ran, allowed } = await dreams([]);
    assert.equal(ran.code, 0);
    assert.match(ran.stderr, /no model reflects: no person has allowed[^]*--allow-model --as person/);
    assert.deepEqual(allowed, []);
  });

  it('hands on who allows it by --allow-model', async () => {
    assert.deepEqual((await dreams(['--allow-model'])).allowed, ['automation']);
    assert.deepEqual((await dreams(['--allow-model', '--as', 'person'])).allowed, ['person']);
  });

  it('asks nothing for a dry run', async () => {
    const { asked } = await dreams(['--dry-run'], { says: 'y' });
    assert.deepEqual(asked, []);
  });

  it('takes limits of its own', async () => {
    const { requests } = await dreams(['--max-cost', '0.2', '--max-tokens', '900']);
    assert.deepEqual(requests[0]?.model, { budget: { maxUsd: 0.2, maxTokens: 900 } });
  });
});
