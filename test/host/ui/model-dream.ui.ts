import assert from 'node:assert/strict';
import { shownIn } from '../../core/dream/with-model/shown.js';
import { type ModelServer, type ServerAnswer, startModelServer, textOf, type WireRequest } from '../../support/model-server.js';
import { dismissNoise, reviewSample } from '../sample-story.mjs';
import { answer, confirm, notification, row, runCommand, view } from '../workbench.mjs';
import { openWorkbench } from './open-workbench.js';

const key = 'key-of-the-test';
const quote = '"verdict":"dismiss"';
const statement = 'Jobs go on with the next entry when one of them is broken.';

/** One observation, and one proposal that holds. */
function script(request: WireRequest): ServerAnswer {
  const events = shownIn(textOf(request))
    .events('verdict', quote)
    .map((id) => ({ id, quote }));
  if (request.tool_choice?.name === 'observe')
    return {
      calls: [{ name: 'observe', input: { observations: [{ text: 'Errors in jobs are swallowed on purpose.', events, code: [] }] } }],
    };
  const grounds = { reason: 'People dismissed all of these as intended.', events, code: [], contradicts: [] };
  const scope = { paths: ['src/jobs/**'], rules: ['js/empty-catch'], symbols: [], effect: 'none' };
  return {
    calls: [{ name: 'propose', input: { proposals: [{ op: 'add', kind: 'context', statement, explanation: '', ...scope, ...grounds }] } }],
  };
}

/** What a person sees of a dream with a model, each test a step of the story. */
describe('a dream with Claude in the workbench, against a scripted server', () => {
  let server: ModelServer;
  const settings: Record<string, unknown> = {};
  before(async () => {
    server = await startModelServer(script, { key });
    settings['reverie.model.baseUrl'] = server.url;
  });
  after(async () => {
    await server.close();
  });
  const opened = openWorkbench('development', { settings });

  it('invariant 8: uses no model before a person has allowed it, seeing what a dream and a day may cost', async () => {
    const { page } = opened.host;
    await dismissNoise(page, await reviewSample(page));
    await runCommand(page, 'Reverie: Set API Key…');
    await answer(page, key);
    await notification(page, 'The API key was checked and kept').waitFor();
    await runCommand(page, 'Reverie: Allow Dreams with a Model…');
    assert.equal(server.requests.length, 0);
    assert.match(await confirm(page, 'Allow'), /at most 0\.50 USD[^]*a day[^]*5\.00 USD/);
  });

  it('learns what its specialists saw, beside what the statistics learn', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Dream Now');
    await notification(page, 'Dreamt over').waitFor();
    assert.equal(server.requests.length, 2);
    const memory = await view(page, 'Memory');
    await row(memory, statement).first().waitFor();
    await row(memory, 'js/empty-catch').first().waitFor();
  });

  it('takes the consent back where it was given', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Allow Dreams with a Model…');
    assert.match(await confirm(page, 'No Longer Allow'), /A person allowed it on/);
  });
});
