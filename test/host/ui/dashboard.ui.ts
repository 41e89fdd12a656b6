import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { actUntil, answer, notification, row, runCommand, view } from '../workbench.mjs';
import { dismissNoise, reviewSample, useful } from '../sample-story.mjs';
import { allDrawn, focusedId, picture, until, webview } from '../webview.mjs';
import { openWorkbench } from './open-workbench.js';

describe('the dashboard in the workbench', () => {
  const opened = openWorkbench('development');
  let frame: Frame;
  const violations: string[] = [];

  it('opens on a repository where nothing was reviewed, and says what is missing', async () => {
    const { page } = opened.host;
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) violations.push(message.text());
    });
    await runCommand(page, 'Reverie: Show Dashboard');
    frame = await webview(page, 'Reverie Dashboard');
    await frame.getByText('Nothing has been judged yet.').waitFor();
    assert.equal(await frame.locator('canvas').count(), 0);
  });

  it('shows reviews, verdicts and dreams as they happen, in pictures with a table beside each', async () => {
    const { page } = opened.host;
    const findings = await reviewSample(page);
    await dismissNoise(page, findings);
    await actUntil(row(findings, useful), 'Accept', row(findings, useful, 'accepted'));
    await runCommand(page, 'Reverie: Dream Now');
    await notification(page, 'Learned').waitFor();
    frame = await webview(page, 'Reverie Dashboard');
    const acceptance = frame.locator('section', { has: frame.getByRole('heading', { name: 'Acceptance' }) });
    await acceptance.locator('tbody tr td', { hasText: '25%' }).first().waitFor();
    const dreams = frame.locator('section', { has: frame.getByRole('heading', { name: 'Dreams' }) });
    await dreams.locator('tbody tr', { hasText: 'Learned 1 lesson' }).waitFor();
    const charts = await frame.locator('canvas').count();
    assert.ok(charts >= 4, `${charts} charts`);
    await allDrawn(frame);
    for (const canvas of await frame.locator('canvas').all()) {
      assert.match((await canvas.getAttribute('aria-label')) ?? '', /chart/);
      const described = await canvas.getAttribute('aria-describedby');
      assert.equal(await frame.locator(`caption#${described}`).count(), 1);
    }
  });

  it('reads as headings and tables, and is walked through with the keyboard alone', async () => {
    assert.deepEqual(await frame.getByRole('heading', { level: 1 }).allInnerTexts(), ['Reverie Dashboard']);
    assert.ok((await frame.getByRole('heading', { level: 3 }).count()) >= 5);
    const tables = await frame.locator('table').count();
    assert.equal(await frame.locator('table > caption').count(), tables);
    assert.equal(await frame.locator('tbody tr > th[scope="row"]').count(), await frame.locator('tbody tr').count());
    await frame.locator('#acceptance-0-export').focus();
    const order: string[] = [];
    for (let n = 0; n < 4; n++) {
      order.push(await focusedId(frame));
      await opened.host.page.keyboard.press('Tab');
    }
    assert.deepEqual(order, ['acceptance-0-export', 'acceptance-0-table', 'noise-0-export', 'noise-0-table']);
  });

  it('keeps the focus when figures change', async () => {
    await frame.locator('#noise-0-export').focus();
    const findings = await view(opened.host.page, 'Findings');
    const before = await frame.locator('#acceptance-0-table').innerText();
    await row(findings, 'Code is made from a string').first().waitFor();
    await actUntil(row(findings, 'Code is made from a string'), 'Accept', row(findings, 'Code is made from a string', 'accepted'));
    await until(frame, `document.querySelector('#acceptance-0-table')?.innerText !== ${JSON.stringify(before)}`);
    assert.equal(await focusedId(frame), 'noise-0-export');
  });

  it('exports a table as CSV', async () => {
    const { page } = opened.host;
    const target = path.join(opened.repo.dir, '..', `${path.basename(opened.repo.dir)}-figures.csv`);
    await frame.locator('#dreams-0-export').click();
    await answer(page, target);
    await notification(page, 'Exported to').waitFor();
    const text = await readFile(target, 'utf8');
    assert.match(text, /^\uFEFFWhen,Started by,Outcome,Reason,Applied,On trial,Left to you,Dropped\r\n/);
    assert.match(text, /Learned 1 lesson/);
  });

  it('takes the colours of another theme on at once', async () => {
    const { page } = opened.host;
    const seen: string[] = [];
    for (const theme of ['Light Modern', 'Dark Modern', 'Dark High Contrast', 'Light High Contrast']) {
      await runCommand(page, 'Preferences: Color Theme');
      await answer(page, theme);
      const kind = theme.includes('High') ? 'vscode-high-contrast' : theme.startsWith('Light') ? 'vscode-light' : 'vscode-dark';
      await frame.locator(`body.${kind}`).waitFor();
      const canvas = frame.locator('canvas').first();
      const seenBefore = JSON.stringify(seen);
      await until(frame, `!${seenBefore}.includes(document.querySelector('canvas')?.toDataURL())`);
      seen.push(await picture(canvas));
      const pictures = process.env['REVERIE_PICTURES'];
      if (pictures === undefined) continue;
      await mkdir(pictures, { recursive: true });
      for (const section of ['acceptance', 'memory', 'dreams', 'cost']) {
        await frame.locator(`#${section}-0-title`).evaluate((title) => title.scrollIntoView());
        await page.screenshot({ path: path.join(pictures, `dashboard ${theme} ${section}.png`) });
      }
    }
  });

  it('breaks nothing of its own policy', () => {
    assert.deepEqual(violations, []);
  });
});
