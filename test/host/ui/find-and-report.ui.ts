import assert from 'node:assert/strict';
import { act, activeFile, answer, choose, press, row, runCommand, view } from '../workbench.mjs';
import { noise, reviewSample, security, useful } from '../sample-story.mjs';
import { openWorkbench } from './open-workbench.js';

/** Finding the finding: filter, search, all changes side by side, and a report to hand on. */
describe('the findings, filtered, compared and reported', () => {
  const opened = openWorkbench('development');
  const findings = () => view(opened.host.page, 'Findings');

  it('are searched by words while they are typed', async () => {
    const { page } = opened.host;
    const tree = await reviewSample(page);
    await tree.getByText('files reviewed').waitFor();
    await runCommand(page, 'Reverie: Search Findings…');
    await page.keyboard.type('nothing equal');
    await row(tree, noise).first().waitFor({ state: 'detached' });
    await row(tree, useful).first().waitFor();
    await row(tree, 'left out by the filter').first().waitFor();
    await press(page, 'Escape');
    await row(tree, noise).first().waitFor();
  });

  it('say when none passes, and come back with a click', async () => {
    const { page } = opened.host;
    const tree = await findings();
    await runCommand(page, 'Reverie: Search Findings…');
    await answer(page, 'no such words');
    await row(tree, 'No finding passes the filter').first().waitFor();
    await tree.getByText('Filter: “no such words”').waitFor();
    assert.equal(await row(tree, useful).count(), 0);
    await row(tree, 'No finding passes the filter').first().click();
    await row(tree, useful).first().waitFor();
  });

  it('are filtered by what is ticked, with how many there are of each', async () => {
    const { page } = opened.host;
    const tree = await findings();
    await runCommand(page, 'Reverie: Filter Findings…');
    const choice = page.locator('.quick-input-widget .monaco-list-row', { hasText: 'security' }).first();
    await choice.waitFor();
    assert.match(await choice.innerText(), /1/);
    await choice.locator('.quick-input-list-checkbox, .monaco-checkbox').first().click();
    await row(tree, useful).first().waitFor({ state: 'detached' });
    await page.locator('.quick-input-widget .monaco-button', { hasText: 'OK' }).click();
    await row(tree, security).first().waitFor();
    await tree.getByText('Filter: security').waitFor();
    await runCommand(page, 'Reverie: Clear Filter');
    await row(tree, useful).first().waitFor();
  });

  it('stand in the multi-file diff of what was reviewed, with their threads', async () => {
    const { page } = opened.host;
    const tree = await findings();
    await runCommand(page, 'Reverie: Show Reviewed Changes');
    const diff = page.locator('.multiDiffEntry');
    await diff.filter({ hasText: 'cache.ts' }).first().waitFor();
    await diff.filter({ hasText: 'mail.ts' }).first().waitFor();
    await page.locator('.multiDiffEntry .comment-range-glyph.comment-thread-unresolved').first().waitFor();
    await act(row(tree, useful), 'Accept');
    await row(tree, useful, 'accepted').first().waitFor();
  });

  it('are exported as Markdown with the verdicts given since', async () => {
    const { page } = opened.host;
    const tree = await findings();
    await act(row(tree, noise).filter({ hasText: /line \d+/ }), 'Dismiss');
    await choose(page, 'Intended here');
    await row(tree, 'Dismissed', '1').first().waitFor();
    await runCommand(page, 'Reverie: Export Report…');
    await choose(page, 'Markdown');
    await page.locator('.editor-instance .view-line', { hasText: '# Reverie review' }).first().waitFor();
    await page.locator('.editor-instance .view-line', { hasText: '1 dismissed earlier' }).first().waitFor();
    assert.match((await activeFile(page)) ?? '', /Untitled/);
  });

  it('are exported as SARIF to a file', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Export Report…');
    await choose(page, 'SARIF file…');
    await answer(page, `${opened.repo.dir}/.git/review.sarif`);
    let text = '';
    for (let tries = 100; tries > 0 && text === ''; tries--) {
      text = await opened.repo.read('.git/review.sarif').catch(() => '');
      await new Promise((resolve) => setTimeout(resolve, 100)); // writing takes a moment
    }
    const log = JSON.parse(text) as { runs: { results: { properties: { accepted?: boolean }; suppressions: unknown[] }[] }[] };
    const results = log.runs[0]?.results ?? [];
    assert.equal(results.filter((r) => r.properties.accepted).length, 1);
    assert.equal(results.filter((r) => r.suppressions.length > 0).length, 1);
  });
});
