import assert from 'node:assert/strict';
import { runCommand, view } from '../workbench.mjs';
import { reviewSample } from '../sample-story.mjs';
import { openWorkbench } from './open-workbench.js';

describe('the status bar', () => {
  const opened = openWorkbench('development');
  const item = () => opened.host.page.locator('.statusbar-item[id$="reverie.status"]');
  const hover = async () => {
    const { page } = opened.host;
    await page.mouse.move(700, 300);
    await item().hover();
    const shown = page
      .locator('.workbench-hover', { hasText: 'Last dream' })
      .or(page.locator('.workbench-hover', { hasText: 'No dream yet' }));
    await shown.first().waitFor();
    return shown.first();
  };

  it('tells what is found and what can be done, also to a screen reader', async () => {
    const { page } = opened.host;
    await reviewSample(page);
    await runCommand(page, 'Notifications: Clear All Notifications');
    await item().getByText('6 findings').waitFor();
    const shown = await hover();
    assert.match(await shown.innerText(), /6\sfindings[^]*No\sdream\syet/);
    assert.deepEqual(await shown.locator('a').allInnerTexts(), ['Review', 'Dream Now', 'Pause']);
    assert.match((await item().locator('a').first().getAttribute('aria-label')) ?? '', /Reverie: 6 findings, No dream yet/);
  });

  it('pauses and resumes by the links', async () => {
    await (await hover()).locator('a', { hasText: 'Pause' }).click();
    await item().getByText('paused').waitFor();
    await (await hover()).locator('a', { hasText: 'Resume' }).click();
    await item().getByText('paused').waitFor({ state: 'detached' });
  });

  it('reviews by the link', async () => {
    const { page } = opened.host;
    await opened.repo.write('src/jobs/mail.ts', 'export {};\n');
    await (await hover()).locator('a', { hasText: 'Review' }).click();
    const findings = await view(page, 'Findings');
    await findings.getByText('5 findings').first().waitFor();
  });
});
