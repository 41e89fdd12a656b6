import { row, view } from '../workbench.mjs';
import { dismissNoise, reviewSample } from '../sample-story.mjs';
import { openWorkbench } from './open-workbench.js';

describe('an idle editor', () => {
  // three verdicts: on a slow machine a quiet moment before the last of them brings no dream
  const settings = { 'reverie.dream.idleMinutes': 0.05, 'reverie.dream.minTranscripts': 3, 'reverie.dream.dailyAt': '' };
  const opened = openWorkbench('development', { settings });

  it('dreams by itself and shows what it learned', async () => {
    const { page } = opened.host;
    const findings = await reviewSample(page);
    await dismissNoise(page, findings);
    const dreams = await view(page, 'Dreams');
    await row(dreams, 'Learned', 'idle').first().waitFor({ timeout: 60_000 });
    const memory = await view(page, 'Memory');
    await row(memory, 'trial').first().waitFor();
  });
});
