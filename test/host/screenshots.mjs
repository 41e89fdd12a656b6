// @ts-check
/**
 * Makes the pictures of the README in a real VS Code: findings, a thread at the code and the memory they taught; the dashboard. In three themes.
 *   npm run screenshots
 */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, out } from './bundle.mjs';
import { dismissNoise, reviewSample, useful } from './sample-story.mjs';
import { start } from './vscode-host.mjs';
import { allDrawn, webview } from './webview.mjs';
import { actUntil, caretAt, confirm, expand, notification, row, runCommand, view } from './workbench.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '../..');
const pictures = path.join(root, 'media/screenshots');
const themes = { light: 'Light Modern', dark: 'Dark Modern', 'high-contrast': 'Default High Contrast' };
const settings = {
  'workbench.activityBar.location': 'default',
  'editor.minimap.enabled': false,
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
  'editor.fontSize': 13,
  'comments.openView': 'never',
};

try {
  const [samples = ''] = await bundle([path.join(here, 'sample-workspace.ts')], 'esm');
  /** @type {typeof import('./sample-workspace.js')} */
  const { later, makeSampleWorkspace } = await import(samples);
  await mkdir(pictures, { recursive: true });
  for (const [name, theme] of Object.entries(themes)) {
    const repo = await makeSampleWorkspace();
    const host = await start({
      folder: repo.dir,
      extensionDevelopmentPath: root,
      settings: { ...settings, 'workbench.colorTheme': theme },
      size: { width: 1280, height: 800 },
    });
    try {
      await live(host.page, () => repo.write(later.path, later.text));
      await picture(host.page, `reverie-${name}.png`);
      await showDashboard(host.page);
      await picture(host.page, `dashboard-${name}.png`);
    } catch (error) {
      console.error(await host.keepFailure(`screenshots ${name}`));
      throw error;
    } finally {
      await host.stop();
      await repo.dispose();
    }
  }
} finally {
  await rm(out, { recursive: true, force: true });
}

/**
 * Once round the circle, up to what the picture shows.
 * @param {import('playwright-core').Page} page
 * @param {() => Promise<void>} changeMore
 */
async function live(page, changeMore) {
  const findings = await reviewSample(page);
  await dismissNoise(page, findings);
  await runCommand(page, 'Reverie: Dream Now');
  await notification(page, 'Learned').waitFor();
  const memory = await view(page, 'Memory');
  await actUntil(row(memory, 'trial'), 'Apply Now', page.locator('.monaco-dialog-box'));
  await confirm(page, 'Apply Now');
  await changeMore();
  await runCommand(page, 'Reverie: Review Uncommitted Changes');
  await expand(row(findings, 'Held back'));
  await row(findings, 'clean-up.ts').first().waitFor();
  await runCommand(page, 'Notifications: Clear All Notifications');
  await drag(page, page.locator('.part.sidebar'), 'right', 130);
  await drag(page, memory, 'top', -190);
  await expand(row(memory, 'evidence'));
  await row(findings, useful).first().click();
  await caretAt(page, 5);
  await page.locator('.review-widget', { hasText: useful }).first().waitFor();
  await page.locator('.squiggly-error').first().waitFor();
  await expand(row(findings, 'Held back'));
}

/** @param {import('playwright-core').Page} page */
async function showDashboard(page) {
  await runCommand(page, 'Reverie: Show Dashboard');
  await allDrawn(await webview(page, 'Reverie Dashboard'));
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
async function picture(page, name) {
  // another extension’s notification is no part of the picture
  await runCommand(page, 'Notifications: Clear All Notifications');
  await page.mouse.move(900, 750);
  await page.screenshot({ path: path.join(pictures, name), animations: 'disabled' });
  console.log(`media/screenshots/${name}`);
}

/**
 * Moves an edge of a part of the workbench.
 * @param {import('playwright-core').Page} page
 * @param {import('playwright-core').Locator} part
 * @param {'right' | 'top'} edge
 * @param {number} by CSS pixels, to the right or down
 */
async function drag(page, part, edge, by) {
  const box = await part.boundingBox();
  if (!box) throw new Error('there is nothing to drag');
  const [x, y] = edge === 'right' ? [box.x + box.width, box.y + box.height / 2] : [box.x + box.width / 2, box.y];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(edge === 'right' ? x + by : x, edge === 'right' ? y : y + by, { steps: 5 });
  await page.mouse.up();
}
