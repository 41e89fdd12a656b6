import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { later } from '../sample-workspace.js';
import { act, answer, caretAt, confirm, expand, notification, row, runCommand, view } from '../workbench.mjs';
import { dismissNoise, reviewSample } from '../sample-story.mjs';
import { openWorkbench } from './open-workbench.js';

/** The body of the readable document that says `text`: a webview in a frame of its own. */
async function readable(page: Page, text: string): Promise<Frame> {
  for (let tries = 0; tries < 100; tries++) {
    for (const frame of page.frames()) {
      const main = frame.locator('main').filter({ hasText: text });
      if ((await main.count().catch(() => 0)) > 0) return frame;
    }
    await page.waitForTimeout(200);
  }
  throw new Error(`no readable document says “${text}”`);
}

describe('findings that stream in', () => {
  const opened = openWorkbench('development');
  /** So much to read that nobody stops it too late. */
  const many = 3000;

  before(async () => {
    const lines = Array.from({ length: 600 }, (_, i) => `  call${i}(value, ${i});`).join('\n');
    for (let i = 0; i < many; i++) {
      await opened.repo.write(`src/many/f${i}.ts`, `export function f${i}(value: number) {\n${lines}\n  debugger;\n  return value;\n}\n`);
    }
  });

  it('stand in the tree while later files are still analyzed, and the review says how far it is', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Review Uncommitted Changes');
    const findings = await view(page, 'Findings');
    await row(findings, 'line').first().waitFor();
    await page.locator('.statusbar-item', { hasText: /Reviewing \d+\/\d+/ }).waitFor();
  });

  it('are kept when the review is stopped, with the files that it did not reach', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Stop Review');
    const findings = await view(page, 'Findings');
    await page
      .getByText(/cancelled/)
      .first()
      .waitFor();
    await row(findings, 'line').first().waitFor();
    assert.equal(await page.locator('.notification-toast').count(), 0, 'nothing is told that nobody asked for');
    await runCommand(page, 'Reverie: Show Coverage');
    const document = await readable(page, 'Failed (');
    const said = await document.locator('main').innerText();
    const [, reviewed = 0, failed = 0] = /looked at (\d+) files.*, (\d+) files failed/.exec(said) ?? [];
    assert.ok(Number(reviewed) > 0 && Number(failed) > 0, said.slice(0, 300));
    assert.match(said, /the review was cancelled before it/);
  });
});

describe('documents to be read, pausing and forgetting', () => {
  const opened = openWorkbench('development');
  const records = (folder: string) =>
    readdir(path.join(opened.host.home, 'data'), { recursive: true }).then((names) =>
      names.filter((n) => n.includes(`/${folder}/`) && n.endsWith('.jsonl')),
    );

  before(async () => {
    await opened.repo.write('package-lock.json', `{ "lockfileVersion": 3, "n": ${'1'.repeat(30)} }\n`);
  });

  it('shows a transcript with links that open the code', async () => {
    const { page } = opened.host;
    const findings = await reviewSample(page);
    await dismissNoise(page, findings);
    const transcripts = await view(page, 'Transcripts');
    await row(transcripts, 'Uncommitted changes').first().click();
    const document = await readable(page, 'Review of all uncommitted changes');
    await document.locator('a', { hasText: 'src/orders/total.ts:5' }).first().click();
    await caretAt(page, 5);
  });

  it('shows the coverage, and says of a file why it was not reviewed', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Show Coverage');
    const document = await readable(page, 'Skipped (1)');
    assert.match(await document.locator('main').innerText(), /package-lock\.json, 0 hunks: lock file/);
    const findings = await view(page, 'Findings');
    await expand(row(findings, 'Not reviewed'));
    await act(row(findings, 'package-lock.json'), 'Why Was This Not Reviewed?');
    await notification(page, 'package-lock.json was not reviewed').waitFor();
    await runCommand(page, 'Notifications: Clear All Notifications');
  });

  it('says why a finding was held back, and links to the lesson', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Dream Now');
    await notification(page, 'Learned').waitFor();
    const memory = await view(page, 'Memory');
    await act(row(memory, 'trial'), 'Apply Now');
    await confirm(page, 'Apply Now');
    await opened.repo.write(later.path, later.text);
    await runCommand(page, 'Reverie: Review Uncommitted Changes');
    const findings = await view(page, 'Findings');
    await findings.getByText('6 files reviewed').first().waitFor();
    await expand(row(findings, 'Held back'));
    await act(row(findings, later.path), 'Why Was This Held Back?');
    const document = await readable(page, 'Why was this held back?');
    assert.match(await document.locator('main').innerText(), /3 dismissed/);
    await document.locator('blockquote a').first().click();
    await page.locator('.tab.active', { hasText: '.md' }).waitFor();
  });

  it('pauses and says so in the status bar, also after a reload', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Pause');
    await page.locator('.statusbar-item', { hasText: 'paused' }).waitFor();
    await runCommand(page, 'Developer: Reload Window');
    await page.locator('.statusbar-item', { hasText: 'paused' }).waitFor();
    await runCommand(page, 'Reverie: Resume');
    await page.locator('.statusbar-item', { hasText: 'paused' }).waitFor({ state: 'detached' });
  });

  it('forgets transcripts, ledger and memory once the name is typed, and begins anew', async () => {
    const { page } = opened.host;
    assert.ok((await records('transcripts')).length >= 3);
    await runCommand(page, 'Reverie: Forget…');
    const pick = page.locator('.quick-input-widget:not([style*="display: none"])');
    for (const what of ['Transcripts', 'Ledger', 'Memory']) await row(pick, what).first().click();
    await page.keyboard.press('Enter');
    const said = await confirm(page, 'Forget Without Export');
    assert.match(said, /for good/);
    await answer(page, path.basename(opened.repo.dir));
    await notification(page, 'Forgotten').waitFor();
    assert.deepEqual(await records('transcripts'), []);
    const findings = await view(page, 'Findings');
    await findings.getByText('Nothing has been reviewed yet').first().waitFor();
    await runCommand(page, 'Reverie: Review Uncommitted Changes');
    // what was dismissed or held back is shown again: nothing is remembered
    await findings.getByText('8 findings').first().waitFor();
  });
});
