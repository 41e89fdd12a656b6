import assert from 'node:assert/strict';
import { act, choose, confirm, expand, notification, row, runCommand, view } from '../workbench.mjs';
import { dismissNoise, openNoise, reviewSample } from '../sample-story.mjs';
import { later } from '../sample-workspace.js';
import { openWorkbench } from './open-workbench.js';

/** What a person does with memory after a dream, each test a step of the story. */
describe('a person who decides about memory', () => {
  const opened = openWorkbench('development', { settings: { 'reverie.dream.apply': 'ask' } });

  it('is asked before anything is learned, and hears of it in the status bar', async () => {
    const { page } = opened.host;
    await dismissNoise(page, await reviewSample(page));
    await runCommand(page, 'Reverie: Dream Now');
    await notification(page, '1 waits for you').waitFor();
    await page.locator('.part.statusbar').getByText('1 waiting').waitFor();
  });

  it('approves a proposal after its backtest was shown; the dream says that it was decided', async () => {
    const { page } = opened.host;
    const memory = await view(page, 'Memory');
    await act(row(memory, 'Add:'), 'Approve');
    assert.match(await confirm(page, 'Approve'), /Backtest/);
    await row(memory, 'Waiting for you').first().waitFor({ state: 'detached' });
    await row(await view(page, 'Dreams'), 'decided since')
      .first()
      .waitFor();
  });

  it('brings back what the lesson held back', async () => {
    const { page } = opened.host;
    await opened.repo.write(later.path, later.text);
    await runCommand(page, 'Reverie: Review Uncommitted Changes');
    const findings = await view(page, 'Findings');
    await row(findings, 'Held back').first().waitFor();
    await expand(row(findings, 'Held back'));
    await act(row(findings, later.path), 'Bring Back');
    await row(findings, 'Held back').first().waitFor({ state: 'detached' });
    assert.equal(await openNoise(findings).count(), 1);
  });

  it('retires a lesson and finds the version in the history by its statement', async () => {
    const { page } = opened.host;
    const memory = await view(page, 'Memory');
    await act(row(memory, 'js/empty-catch'), 'Retire');
    await row(memory, 'Retired').first().waitFor();
    await runCommand(page, 'Reverie: Show Memory History…');
    await choose(page, 'Retire: js/empty-catch is intended in src/jobs/');
    await choose(page, 'Show What Changed');
    await page.locator('.monaco-diff-editor').first().waitFor();
  });

  it('reads that nothing was found where nothing changed', async () => {
    const { page } = opened.host;
    await opened.repo.git('add', '-A');
    await opened.repo.git('commit', '-q', '-m', 'all');
    await runCommand(page, 'Reverie: Review Uncommitted Changes');
    const findings = await view(page, 'Findings');
    await findings.getByText('There was nothing to review').waitFor();
  });

  it('learns from the history what the team silenced, once a person has seen it and says so', async () => {
    const { page } = opened.host;
    for (const name of ['a', 'b', 'c', 'd']) {
      const text = `// eslint-disable-next-line no-console -- a tool speaks\nconsole.log('${name}');\n`;
      await opened.repo.write(`tools/${name}.js`, text);
    }
    await opened.repo.git('add', 'tools');
    await opened.repo.git('commit', '-q', '-m', 'Add tools');
    await runCommand(page, 'Reverie: Learn from This Repository’s History…');
    const asked = await confirm(page, 'Keep Them');
    assert.match(asked, /no-console[^]*merged suppressions[^]*on trial/);
    await notification(page, 'Learned: ').waitFor();
    await row(await view(page, 'Memory'), 'no-console')
      .first()
      .waitFor();
    await runCommand(page, 'Reverie: Learn from This Repository’s History…');
    await notification(page, 'Nothing new to learn').waitFor();
  });
});
