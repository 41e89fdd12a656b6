import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Frame } from 'playwright-core';
import { commitByHand } from '../../node/memory/temp-memory.js';
import { dismissNoise, openNoise, reviewSample } from '../sample-story.mjs';
import { later } from '../sample-workspace.js';
import { webview } from '../webview.mjs';
import { act, activeFile, answer, confirm, expand, notification, problems, row, runCommand, view } from '../workbench.mjs';
import { openWorkbench } from './open-workbench.js';

const statement = 'js/empty-catch is intended in src/jobs/';

/** What a person does with memory in its explorer, each test a step of the story. */
describe('the explorer of memory', () => {
  // a person saves when the text is done; in a browser VS Code saves by itself
  const opened = openWorkbench('development', { settings: { 'files.autoSave': 'off' } });
  let lesson = '';
  let page: Frame;

  const reverie = async (...args: string[]): Promise<string> => {
    const cli = path.resolve('dist/engine/cli.js');
    const { stdout } = await promisify(execFile)(process.execPath, [cli, 'memory', ...args, '--repo', opened.repo.dir]);
    return stdout;
  };
  const picture = async (name: string) => {
    const folder = process.env['REVERIE_PICTURES'];
    if (folder === undefined) return;
    await mkdir(folder, { recursive: true });
    await opened.host.page.screenshot({ path: path.join(folder, `${name}.png`) });
  };
  const save = () => opened.host.page.keyboard.press('Control+s');
  /** Puts a text in place of all others in the editor, through the clipboard of the page: typing would indent and close brackets. */
  const replaceInEditor = async (find: string, replace: string) => {
    const { page } = opened.host;
    await page.locator('.editor-group-container.active .monaco-editor .view-lines').first().click();
    await page.keyboard.press('Control+h');
    const widget = page.locator('.find-widget.visible');
    await widget.waitFor();
    await widget.locator('textarea[aria-label="Find"], .find-part textarea').first().fill(find);
    await widget.locator('.replace-part textarea').first().fill(replace);
    await widget.locator('.replace-part textarea').first().press('Control+Alt+Enter');
    await page.keyboard.press('Escape');
  };

  it('shows a lesson with what it does, how sure it is and what it rests on', async () => {
    const host = opened.host.page;
    await dismissNoise(host, await reviewSample(host));
    await runCommand(host, 'Reverie: Dream Now');
    await notification(host, 'Learned').waitFor();
    const memory = await view(host, 'Memory');
    await row(memory, statement, '% ·', 'evidence', 'confirmed just now').first().waitFor();
    await row(memory, statement).first().click();
    page = await webview(host, statement);
    const [listed] = (JSON.parse(await reverie('list', '--format', 'json')) as { lessons: { id: string }[] }).lessons;
    lesson = listed?.id ?? '';
    assert.ok(lesson);
    await page.locator('dd', { hasText: 'src/jobs/' }).first().waitFor();
    assert.ok((await page.locator('#evidence-title + ol > li').count()) >= 3);
    await picture('lesson');
  });

  it('jumps from a citation to the code, and to the record of the verdict', async () => {
    const host = opened.host.page;
    const code = page
      .locator('li', { has: page.locator('pre.code') })
      .first()
      .locator('button');
    const file = path.basename((await code.innerText()).replace(/:\d+$/, ''));
    await code.click();
    await host.locator(`.tab.active[data-resource-name="${file}"]`).waitFor();
    await row(await view(host, 'Memory'), statement)
      .first()
      .click();
    page = await webview(host, statement);
    await page
      .locator('li', { has: page.locator('pre.event') })
      .first()
      .locator('button')
      .click();
    await host.locator('.tab.active', { hasText: 'Review' }).waitFor();
  });

  it('opens a lesson as a document, and refuses to save what is no lesson, naming line and field', async () => {
    const host = opened.host.page;
    await row(await view(host, 'Memory'), statement)
      .first()
      .click();
    page = await webview(host, statement);
    await page.locator('#edit').click();
    await host.locator(`.tab.active[data-resource-name="${lesson}.md"]`).waitFor();
    await replaceInEditor('status: trial', 'status: dreaming');
    const panel = await problems(host);
    await row(panel, 'status', 'Reverie').first().waitFor();
    await host.locator(`.tab[data-resource-name="${lesson}.md"]`).click();
    await save();
    const failed = notification(host, 'Failed to save');
    await failed.waitFor();
    assert.match(await failed.innerText(), /Line 5: status/);
    await picture('lesson invalid');
    assert.ok(!(await reverie('show', lesson)).includes('dreaming'));
  });

  it('saves an edit as one change by a person, after showing what it would hide, and takes it back on request', async () => {
    const host = opened.host.page;
    await replaceInEditor('status: dreaming', 'status: active');
    await save();
    assert.match(await confirm(host, 'Save'), /would have hidden 3 dismissed/);
    await notification(host, 'Saved:').waitFor();
    const memory = await view(host, 'Memory');
    await row(memory, statement, 'trial').first().waitFor({ state: 'detached' });
    assert.match(await reverie('history', lesson), /a person edited it/);
    await notification(host, 'Saved:').locator('.monaco-button', { hasText: 'Undo' }).click();
    await row(memory, statement, 'trial').first().waitFor();
  });

  it('overwrites nothing that was changed elsewhere meanwhile, and offers to compare', async () => {
    const host = opened.host.page;
    await runCommand(host, 'Notifications: Clear All Notifications');
    await host.locator(`.tab[data-resource-name="${lesson}.md"]`).click();
    await replaceInEditor('# ', '# Indeed, ');
    await host.locator(`.tab.dirty[data-resource-name="${lesson}.md"]`).waitFor();
    await reverie('pin', lesson, '--as', 'person');
    await row(await view(host, 'Memory'), statement, 'pinned')
      .first()
      .waitFor();
    await save();
    const newer = notification(host, 'The content of the file is newer');
    await newer.waitFor();
    await newer.locator('.monaco-button', { hasText: 'Compare' }).click();
    await host.locator('.monaco-diff-editor').first().waitFor();
    await picture('lesson conflict');
    assert.match(await reverie('show', lesson), /pinned/);
    await runCommand(host, 'File: Revert File');
    await runCommand(host, 'View: Close All Editors');
  });

  it('shows at once what the command line changed, retired and restored', async () => {
    const memory = await view(opened.host.page, 'Memory');
    await reverie('unpin', lesson, '--as', 'person');
    await row(memory, statement, 'pinned').first().waitFor({ state: 'detached' });
    await reverie('retire', lesson, '--as', 'person');
    await row(memory, 'Retired').first().waitFor();
    await reverie('restore', lesson, '--as', 'person');
    await row(memory, 'Retired').first().waitFor({ state: 'detached' });
    await row(memory, statement).first().waitFor();
  });

  it('filters while a person types, says when nothing matches, and shows all again', async () => {
    const host = opened.host.page;
    const memory = await view(host, 'Memory');
    await runCommand(host, 'Reverie: Filter Memory…');
    const input = host.locator('.quick-input-widget:not([style*="display: none"]) .quick-input-box input');
    await input.fill('kind:hotspot');
    await memory.getByText('No lesson matches “kind:hotspot”.').waitFor();
    await row(memory, statement).first().waitFor({ state: 'detached' });
    await picture('memory filtered');
    await input.fill('rule:empty-catch');
    await row(memory, statement).first().waitFor();
    await answer(host, 'path:src/jobs status:active');
    await memory.getByText('Filtered by “path:src/jobs status:active”').waitFor();
    await row(memory, statement).first().waitFor();
    await runCommand(host, 'Reverie: Clear Memory Filter');
    await memory.getByText('Filtered by').waitFor({ state: 'detached' });
  });

  it('lists below a lesson what it holds back, and brings that back', async () => {
    const host = opened.host.page;
    await opened.repo.write(later.path, later.text);
    await runCommand(host, 'Reverie: Review Uncommitted Changes');
    const memory = await view(host, 'Memory');
    await row(memory, statement, '1 held back now').first().waitFor();
    await expand(row(memory, statement));
    await picture('memory held back');
    await act(row(memory, `${later.path}:6`), 'Bring Back');
    await row(memory, statement, 'held back now').first().waitFor({ state: 'detached' });
    assert.equal(await openNoise(await view(host, 'Findings')).count(), 1);
  });

  it('has the health of memory in the title of the view', async () => {
    const title = (await view(opened.host.page, 'Memory')).locator('.pane-header');
    await title.getByText(/tokens/).waitFor();
  });

  it('shows a file that cannot be read as broken, with the reason, and opens it', async () => {
    const host = opened.host.page;
    const reverieDir = path.join(opened.repo.dir, '.git/reverie');
    const memoryRepo = { reverieDir, gitDir: path.join(reverieDir, 'memory.git') } as Parameters<typeof commitByHand>[0];
    await commitByHand(memoryRepo, [{ path: 'lessons/d/damaged.md', text: '---\nid: damaged\nkind: rumour\n---\n\n# Heard somewhere\n' }]);
    const memory = await view(host, 'Memory');
    // folded, so that what comes below is drawn
    await row(memory, 'Conventions').first().locator('.monaco-tl-twistie').click();
    await row(memory, 'lessons/d/damaged.md', 'kind').first().waitFor();
    await row(memory, 'lessons/d/damaged.md').first().click();
    await host.locator('.tab.active[data-resource-name="damaged.md"]').waitFor();
    assert.equal(await activeFile(host), 'damaged.md');
    const panel = await problems(host);
    await row(panel, 'kind', 'Reverie').first().waitFor();
  });
});
