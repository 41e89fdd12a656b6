import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { tempDir } from '../../support/git-repo.js';
import { choose, row, runCommand, view } from '../workbench.mjs';
import { openWorkbench, type Way } from './open-workbench.js';

const steps = ['Open a repository', 'Review your changes', 'Say what you think', 'Let it dream', 'Add a language model, if you like'];

for (const way of ['development', 'packed'] satisfies Way[]) tellTheFirstMinutes(way);

function tellTheFirstMinutes(way: Way): void {
  describe(`the first minutes (${way === 'packed' ? 'the packed .vsix' : 'under development'})`, () => {
    const opened = openWorkbench(way);
    const made: string[] = [];
    after(async () => {
      for (const dir of made) await rm(dir, { recursive: true, force: true });
    });

    it('opens the walkthrough, each step with its text and its picture or document', async () => {
      const { page } = opened.host;
      await openWalkthrough(page);
      const walkthrough = page.locator('.gettingStartedContainer');
      for (const step of steps) await walkthrough.getByText(step, { exact: true }).first().waitFor();
      await walkthrough.getByText('Review your changes', { exact: true }).first().click();
      await walkthrough.getByText('Findings appear as they are found').waitFor();
      const picture = walkthrough.locator('.getting-started-media img').first();
      await picture.waitFor();
      assert.match((await picture.getAttribute('alt')) ?? '', /Findings view/);
    });

    it('begins a review from the walkthrough', async () => {
      const { page } = opened.host;
      await page.locator('.gettingStartedContainer .monaco-button', { hasText: 'Review Uncommitted Changes' }).click();
      const findings = await view(page, 'Findings');
      await findings
        .getByText(/\d+ files reviewed/)
        .first()
        .waitFor();
    });

    it('makes the sample and opens it in a window of its own, whose changes can be reviewed', async () => {
      const { page } = opened.host;
      const window = page.context().waitForEvent('page');
      await runCommand(page, 'Reverie: Try on a Sample…');
      await choose(page, 'In a temporary folder');
      const other = await window;
      const dir = new URL(other.url()).searchParams.get('folder') ?? '';
      assert.ok(dir.startsWith(tmpdir()), dir);
      made.push(dir);
      await other.waitForSelector('.monaco-workbench .part.statusbar');
      await runCommand(other, 'Reverie: Review Uncommitted Changes');
      const findings = await view(other, 'Findings');
      await row(findings, 'line').first().waitFor();
      await findings
        .getByText(/\d+ files reviewed/)
        .first()
        .waitFor();
      assert.ok((await readdir(dir)).includes('.git'));
      await other.close();
    });
  });
}

describe('a window that holds nothing', () => {
  const opened = openWorkbench('development', { folder: () => Promise.resolve('') });
  let mine: string;
  before(async () => {
    mine = await tempDir();
  });
  after(() => rm(mine, { recursive: true, force: true }));

  it('offers the sample, and becomes its window when a person names a folder for it', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Show Findings');
    const findings = await view(page, 'Findings');
    await findings.getByText('try it on a sample').click();
    await choose(page, 'In a folder of mine…');
    const dialog = page.locator('.quick-input-widget:not([style*="display: none"])').filter({ has: page.getByText('OK', { exact: true }) });
    const input = dialog.locator('.quick-input-box input');
    // the dialog begins in the home folder, and takes a path once that is listed
    await dialog.locator('.monaco-list-row', { hasText: '.cache' }).first().waitFor();
    await input.fill(mine);
    await dialog.locator('.monaco-list-row', { hasText: '.cache' }).first().waitFor({ state: 'detached' });
    await dialog.locator('.monaco-button', { hasText: 'OK' }).click();
    await page.waitForURL((url) => url.searchParams.get('folder') === path.join(mine, 'paper-boat'), { timeout: 40_000 });
    await runCommand(page, 'Reverie: Review Uncommitted Changes');
    await row(await view(page, 'Findings'), 'line')
      .first()
      .waitFor();
  });
});

async function openWalkthrough(page: Page): Promise<void> {
  await runCommand(page, 'Welcome: Open Walkthrough...');
  await choose(page, 'First minutes with Reverie');
  await page.locator('.gettingStartedContainer').waitFor();
}
