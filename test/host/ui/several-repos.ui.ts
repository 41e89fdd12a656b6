import assert from 'node:assert/strict';
import path from 'node:path';
import { tempRepo, type TempRepo } from '../../support/git-repo.js';
import type { Page } from 'playwright-core';
import { choose, expand, row, runCommand, view } from '../workbench.mjs';
import { openWorkbench } from './open-workbench.js';

/** A busy editor now and then reads the file of a workspace as empty: then the window is loaded once more. */
async function foldersOpen(page: Page): Promise<void> {
  const folders = page.locator('.explorer-folders-view .monaco-list-row');
  const reverie = page.locator('.statusbar-item', { hasText: 'Reverie' }).first();
  for (let tries = 0; tries < 4; tries++) {
    if (tries > 0) await page.reload();
    await reverie.waitFor();
    const open = await folders
      .nth(1)
      .waitFor({ timeout: 15_000 })
      .then(
        () => true,
        () => false,
      );
    if (open) return;
  }
  await folders.nth(1).waitFor();
}

describe('a workspace of several repositories', () => {
  let other: TempRepo;
  const opened = openWorkbench('development', {
    async folder(repo) {
      other = await tempRepo({ 'src/other.ts': 'export const one = 1;\n' });
      await other.write('src/other.ts', 'export function one(value: number): boolean {\n  return value === NaN;\n}\n');
      const file = path.join(path.dirname(repo.dir), `${path.basename(repo.dir)}.code-workspace`);
      await other.write(path.relative(other.dir, file), JSON.stringify({ folders: [{ path: repo.dir }, { path: other.dir }] }));
      return file;
    },
  });
  after(async () => {
    await other?.dispose();
  });
  const findings = () => view(opened.host.page, 'Findings');

  it('asks which repository is meant, and reviews that one alone', async () => {
    const { page } = opened.host;
    await foldersOpen(page);
    const names = page.locator('.quick-input-widget:not([style*="display: none"]) .monaco-list-row .label-name');
    const asked = names.filter({ hasText: path.basename(other.dir) });
    for (let tries = 0; tries < 4 && (await asked.count()) === 0; tries++) {
      await runCommand(page, 'Reverie: Review Uncommitted Changes');
      await asked.waitFor({ timeout: 10_000 }).catch(() => undefined);
    }
    assert.deepEqual((await names.allInnerTexts()).toSorted(), [path.basename(opened.repo.dir), path.basename(other.dir)].toSorted());
    await choose(page, path.basename(other.dir));
    const tree = await findings();
    await row(tree, 'other.ts').first().waitFor();
    assert.equal(await row(tree, 'total.ts').count(), 0);
  });

  it('asks before it asks for a scope, and shows the findings of both, each below its repository', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Review Changes…');
    await choose(page, path.basename(opened.repo.dir));
    await choose(page, 'Uncommitted changes');
    const tree = await findings();
    for (const { dir } of [opened.repo, other]) await expand(row(tree, path.basename(dir)));
    await row(tree, 'total.ts').first().waitFor();
    await row(tree, 'other.ts').first().waitFor();
  });

  it('names the repositories to a screen reader', async () => {
    const tree = await findings();
    for (const { dir } of [opened.repo, other]) {
      const label = await row(tree, path.basename(dir)).first().getAttribute('aria-label');
      assert.match(label ?? '', new RegExp(`^Repository, ${path.basename(dir)}, `));
    }
  });
});
