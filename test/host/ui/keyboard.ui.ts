import assert from 'node:assert/strict';
import { caretAt, press, row, runCommand } from '../workbench.mjs';
import { reviewSample, security, useful } from '../sample-story.mjs';
import { openWorkbench } from './open-workbench.js';

describe('a person without a mouse', () => {
  const opened = openWorkbench('development');

  /** Walks down the focused tree until the focused row says `text`. */
  async function walkTo(text: string): Promise<void> {
    const { page } = opened.host;
    await press(page, 'Home');
    for (let step = 0; step < 60; step++) {
      const focused = page.locator(
        '.pane .monaco-list.element-focused .monaco-list-row.focused, .pane .monaco-list:focus .monaco-list-row.focused',
      );
      if ((await focused.first().innerText()).includes(text)) return;
      await press(page, 'ArrowDown');
    }
    assert.fail(`no row says ${text}`);
  }

  it('opens, accepts, dismisses and takes back from the findings tree', async () => {
    const { page } = opened.host;
    const findings = await reviewSample(page);
    await runCommand(page, 'Reverie: Focus on Findings View');
    await walkTo(useful);
    await press(page, 'a');
    await row(findings, useful, 'accepted').first().waitFor();

    await walkTo(security);
    await press(page, 'd');
    await page.locator('.quick-input-widget .monaco-list-row').first().waitFor();
    await press(page, 'ArrowDown', 'Enter');
    await row(findings, 'Dismissed', '1').first().waitFor();

    await walkTo(useful);
    await press(page, 'u');
    await row(findings, useful, 'accepted').first().waitFor({ state: 'detached' });
    await press(page, 'Enter');
    await caretAt(page, 5);
  });
});
