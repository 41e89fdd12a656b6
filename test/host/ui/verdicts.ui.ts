import assert from 'node:assert/strict';
import path from 'node:path';
import { openRepo } from '../../../src/node/changes/open-repo.js';
import { createReverie } from '../../../src/node/create-reverie.js';
import { activeFile, answer, caretAt, choose, notification, press, row, runCommand, view } from '../workbench.mjs';
import { noise, openNoise, reviewSample, security, useful } from '../sample-story.mjs';
import { openWorkbench } from './open-workbench.js';

describe('verdicts where the code is', () => {
  const opened = openWorkbench('development');
  const findings = () => view(opened.host.page, 'Findings');

  it('walks from one finding to the next across files, and back', async () => {
    const { page } = opened.host;
    await reviewSample(page);
    await runCommand(page, 'Reverie: Go to Next Finding');
    await caretAt(page, 7);
    assert.equal(await activeFile(page), 'cache.ts');
    await press(page, 'Alt+F7');
    await caretAt(page, 6);
    assert.equal(await activeFile(page), 'mail.ts');
    await press(page, 'Alt+F7', 'Alt+F7');
    await caretAt(page, 5);
    assert.equal(await activeFile(page), 'total.ts');
    await press(page, 'Shift+Alt+F7');
    await caretAt(page, 7);
    assert.equal(await activeFile(page), 'queue.ts');
    await press(page, 'Alt+F7');
    await caretAt(page, 5);
  });

  it('accepts, takes back and dismisses with a reason by keys in the editor', async () => {
    const { page } = opened.host;
    const tree = await findings();
    await press(page, 'Control+F7', 'a');
    await row(tree, useful, 'accepted').first().waitFor();
    await press(page, 'Control+F7', 'u');
    await row(tree, useful, 'accepted').first().waitFor({ state: 'detached' });
    await press(page, 'Control+F7', 'd');
    await choose(page, 'Not worth it');
    await row(tree, 'Dismissed', '1').first().waitFor();
    await press(page, 'Control+F7', 'u');
    await row(tree, 'Dismissed').first().waitFor({ state: 'detached' });
  });

  it('says so where no finding is', async () => {
    const { page } = opened.host;
    await press(page, 'Control+Home', 'Control+F7', 'd');
    await page.locator('.statusbar').getByText('No finding of Reverie is on this line').waitFor();
  });

  it('checks a contested one again, answers, and keeps a security finding as it is', async () => {
    const { page } = opened.host;
    const tree = await findings();
    await row(tree, security).first().click();
    await press(page, 'c');
    await answer(page, 'the rules are ours');
    const told = notification(page, 'It holds.');
    await told.waitFor();
    assert.match(await told.innerText(), /still stands at src\/orders\/total\.ts:10/);
    await row(tree, security).first().waitFor();
  });

  it('shows the answer in the thread of the finding', async () => {
    const { page } = opened.host;
    await notification(page, 'It holds.').getByRole('button', { name: 'Show' }).click();
    await page.locator('.review-widget').getByText('Checked by the rules').first().waitFor();
    await page.locator('.review-widget').getByText('the rules are ours').first().waitFor();
  });

  it('dismisses several at once with one reason', async () => {
    const { page } = opened.host;
    const tree = await findings();
    const rows = openNoise(tree);
    await rows.nth(0).click();
    await rows.nth(1).click({ modifiers: ['ControlOrMeta'] });
    await rows.nth(2).click({ modifiers: ['ControlOrMeta'] });
    await press(page, 'd');
    await choose(page, 'Intended here');
    await row(tree, 'Dismissed', '3').first().waitFor();
    assert.equal(
      await row(tree, noise)
        .filter({ hasText: /line \d+$/ })
        .count(),
      0,
    );
  });

  it('follows a verdict that is given elsewhere, and tells whose word it overturned', async () => {
    const { page } = opened.host;
    const tree = await findings();
    await row(tree, useful).first().click();
    await press(page, 'a');
    await row(tree, useful, 'accepted').first().waitFor();
    const other = await createReverie({
      repo: await openRepo(opened.repo.dir),
      kind: 'cli',
      assets: path.resolve('dist/assets'),
      version: 'test',
    });
    try {
      const shown = (await other.latestReview())!.findings;
      const target = shown.find((f) => f.title.includes(useful))!;
      await other.verdict({ finding: target.fingerprint, verdict: 'dismiss', reason: 'false-alarm', by: 'person' });
      await notification(page, 'was dismissed elsewhere after you had accepted it here').waitFor();
      await row(tree, 'Dismissed', '4').first().waitFor();
      await other.verdict({ finding: target.fingerprint, verdict: 'withdraw', by: 'person' });
      await row(tree, 'Dismissed', '3').first().waitFor();
    } finally {
      await other.close();
    }
  });

  it('finds by itself that a commit has fixed one', async () => {
    const { repo } = opened;
    const tree = await findings();
    await repo.commit('work');
    const text = await repo.read('src/orders/total.ts');
    await repo.commit('tidy', { 'src/orders/total.ts': text.replace('sum === NaN', 'Number.isNaN(sum)') });
    await row(tree, 'Fixed', '1').first().waitFor();
  });
});
