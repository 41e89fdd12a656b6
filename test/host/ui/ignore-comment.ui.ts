import assert from 'node:assert/strict';
import { activeFile, answer, caretAt, expand, problems, row, runCommand, view } from '../workbench.mjs';
import { reviewSample, security, useful } from '../sample-story.mjs';
import { openWorkbench } from './open-workbench.js';

/** A person silences one place from the light bulb, and sees where it went. */
describe('a comment that ignores, written from the editor', () => {
  const opened = openWorkbench('development');
  const file = 'src/orders/total.ts';

  it('is offered by the quick fixes of a finding', async () => {
    const { page } = opened.host;
    const findings = await reviewSample(page);
    await row(findings, useful).first().click();
    await caretAt(page, 5);
    assert.equal(await activeFile(page), 'total.ts');
    await runCommand(page, 'Quick Fix...');
    await quickFix('Ignore here with a comment').waitFor();
  });

  it('is written above the line with the reason that was given', async () => {
    const { page } = opened.host;
    await quickFix('Ignore here with a comment').click();
    await answer(page, 'the feed sends no NaN');
    await page.locator('.view-line', { hasText: 'reverie-ignore' }).waitFor();
    await runCommand(page, 'File: Save');
    await saved(/^ {2}\/\/ reverie-ignore [\w/-]+: the feed sends no NaN\n {2}if \(sum === NaN\)/m);
  });

  it('holds the finding back in the next review, in the list and in Problems', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Review Uncommitted Changes');
    const findings = await view(page, 'Findings');
    await expand(row(findings, 'Ignored'));
    await row(findings, 'the feed sends no NaN').first().waitFor();
    const panel = await problems(page);
    await row(panel, security).first().waitFor();
    assert.equal(await row(panel, useful).count(), 0);
  });

  it('invariant 4: is not offered for a security finding', async () => {
    const { page } = opened.host;
    const findings = await view(page, 'Findings');
    await row(findings, security).first().click();
    await caretAt(page, 11);
    await runCommand(page, 'Quick Fix...');
    await quickFix('Dismiss').waitFor();
    assert.equal(await quickFix('Ignore here').count(), 0);
    await page.keyboard.press('Escape');
  });

  function quickFix(title: string) {
    return opened.host.page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
  }

  async function saved(wanted: RegExp): Promise<void> {
    for (let tries = 50; tries > 0 && !wanted.test(await opened.repo.read(file)); tries--) {
      await new Promise((resolve) => setTimeout(resolve, 100)); // saving takes a moment
    }
    assert.match(await opened.repo.read(file), wanted);
  }
});
