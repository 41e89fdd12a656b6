import { act, choose, row, view } from '../workbench.mjs';
import { openNoise, reviewSample } from './findings.js';
import { openWorkbench } from './open-workbench.js';

describe('an idle editor', () => {
  const settings = { 'reverie.dream.idleMinutes': 0.05, 'reverie.dream.minTranscripts': 1, 'reverie.dream.dailyAt': '' };
  const opened = openWorkbench('development', { settings });

  it('dreams by itself and shows what it learned', async () => {
    const { page } = opened.host;
    const findings = await reviewSample(page);
    for (let n = 1; n <= 3; n++) {
      await act(openNoise(findings), 'Dismiss');
      await choose(page, 'Intended here');
      await row(findings, 'Dismissed', String(n)).first().waitFor();
    }
    const dreams = await view(page, 'Dreams');
    await row(dreams, 'Learned', 'idle').first().waitFor({ timeout: 60_000 });
    const memory = await view(page, 'Memory');
    await row(memory, 'trial').first().waitFor();
  });
});
