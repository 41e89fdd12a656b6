import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { dismissNoise, reviewSample, useful } from '../sample-story.mjs';
import { act, actAndChoose, actUntil, answer, confirm, expand, notification, row, runCommand, view } from '../workbench.mjs';
import { webview } from '../webview.mjs';
import { openWorkbench } from './open-workbench.js';

const statement = 'js/empty-catch is intended in src/jobs/';

/** What a person decides about dreams, each test a step of the story. */
describe('the Dreams view', () => {
  const opened = openWorkbench('development', { settings: { 'reverie.dream.apply': 'ask' } });
  const picturesOf = async (what: string): Promise<void> => {
    const pictures = process.env['REVERIE_PICTURES'];
    if (pictures === undefined) return;
    const { page } = opened.host;
    await mkdir(pictures, { recursive: true });
    await runCommand(page, 'Notifications: Clear All Notifications');
    for (const theme of ['Light Modern', 'Dark High Contrast', 'Dark Modern']) {
      await runCommand(page, 'Preferences: Color Theme');
      await answer(page, theme);
      await page
        .locator(
          theme.includes('High')
            ? '.monaco-workbench.hc-black'
            : theme.startsWith('Light')
              ? '.monaco-workbench.vs'
              : '.monaco-workbench.vs-dark',
        )
        .waitFor();
      await page.screenshot({ path: path.join(pictures, `${what} ${theme}.png`) });
    }
  };

  it('says when the next dream comes, once there is something to dream about', async () => {
    const { page } = opened.host;
    await dismissNoise(page, await reviewSample(page));
    const dreams = await view(page, 'Dreams');
    await row(dreams, 'Next dream', 'at 03:00, or after 10 idle minutes').first().waitFor();
  });

  it('lists a dream with its reason, also one that had nothing to do', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Dream Now');
    await notification(page, '1 waits for you').waitFor();
    await runCommand(page, 'Notifications: Clear All Notifications');
    await runCommand(page, 'Reverie: Dream Now');
    await notification(page, 'Dream: skipped').waitFor();
    const dreams = await view(page, 'Dreams');
    await row(dreams, 'Skipped', 'command', 'new').first().waitFor();
    await row(dreams, 'Next dream', 'when something new was reviewed or judged').first().waitFor();
    await picturesOf('dreams');
  });

  it('shows a proposal as a diff of the lesson before anybody decides', async () => {
    const { page } = opened.host;
    const dreams = await view(page, 'Dreams');
    await expand(row(dreams, 'Waiting for you'));
    await row(dreams, 'Add:', statement).first().click();
    const diff = page.locator('.monaco-diff-editor').first();
    await diff.waitFor();
    await page.locator('.tab.active', { hasText: '(proposed)' }).waitFor();
    await diff.locator('.modified .view-lines').getByText('status: active').first().waitFor();
    await runCommand(page, 'View: Close All Editors');
  });

  it('tells in the document of the dream what it rests on and what the backtest said', async () => {
    const { page } = opened.host;
    const dreams = await view(page, 'Dreams');
    await row(dreams, '1 waits for you').first().click();
    const told = await webview(page, '1 waits for you');
    await told.getByRole('heading', { name: /^Add: / }).waitFor();
    const text = await told.locator('body').innerText();
    assert.match(text, /Backtest/);
    await picturesOf('dream document');
    assert.match(text, /Verdict on “An error is caught and swallowed” in src\/jobs\/queue\.ts/);
  });

  it('approves everything that waits at once, and takes one operation back after showing what that does', async () => {
    const { page } = opened.host;
    const dreams = await view(page, 'Dreams');
    await act(row(dreams, 'Waiting for you'), 'Approve All');
    assert.match(await confirm(page, 'Approve All'), /Add: js\/empty-catch/);
    await row(dreams, 'Waiting for you').first().waitFor({ state: 'detached' });
    const memory = await view(page, 'Memory');
    await row(memory, statement).first().waitFor();
    // the document that is open says what became of it
    await webview(page, 'Dream: 1 decided since');
    await expand(row(dreams, '1 decided since'));
    await picturesOf('dreams decided');
    await act(row(dreams, 'Add:', 'decided since'), 'Take This Change Back');
    assert.match(await confirm(page, 'Take Back'), /disappears; it was active/);
    await row(memory, statement).first().waitFor({ state: 'detached' });
  });

  it('rolls a whole dream back', async () => {
    const { page } = opened.host;
    const findings = await view(page, 'Findings');
    await actUntil(row(findings, useful), 'Accept', row(findings, useful, 'accepted'));
    await actAndChoose(page, row(findings, 'This default value is shared'), 'Dismiss', 'Never flag this here');
    await row(findings, 'Dismissed', '4').first().waitFor();
    await runCommand(page, 'Notifications: Clear All Notifications');
    await runCommand(page, 'Reverie: Dream Now');
    await notification(page, 'Dreamt over').waitFor();
    const dreams = await view(page, 'Dreams');
    const memory = await view(page, 'Memory');
    if ((await row(dreams, 'Waiting for you').count()) > 0) {
      await act(row(dreams, 'Waiting for you'), 'Approve All');
      await confirm(page, 'Approve All');
    }
    await row(memory, 'lesson').first().waitFor();
    await act(row(dreams, 'decided since'), 'Roll Back Dream');
    assert.match(await confirm(page, 'Roll Back'), /taken back as a new version/);
    await row(memory, 'lesson').first().waitFor({ state: 'detached' });
  });
});
