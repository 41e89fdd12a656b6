import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { confirm, expand, row, runCommand, view } from '../workbench.mjs';
import { reviewSample, useful } from '../sample-story.mjs';
import { openWorkbench } from './open-workbench.js';

/** A linter that lies in the repository, as most do: it leaves a trace whenever it runs, and finds one thing. */
const linter = (title: string) => `import { appendFileSync } from 'node:fs';
appendFileSync('.git/linter-ran', 'x');
const messages = [{ ruleId: 'no-total', severity: 2, message: '${title}', line: 4, column: 3 }];
console.log(JSON.stringify([{ filePath: process.cwd() + '/src/orders/total.ts', messages }]));
`;
const command = { name: 'house', command: ['node', 'tools/house-lint.mjs', '{files}'], files: ['**/*.ts'] };
const settings = { 'reverie.analyzers': [command] };

describe('an analyzer’s command of the person’s settings', () => {
  const opened = openWorkbench('development', { settings });

  it('is shown with what it executes, and asked for, before it runs', async () => {
    const { page } = opened.host;
    await opened.repo.write('tools/house-lint.mjs', linter('A total without its currency'));
    // what a repository’s own settings say is nobody’s choice
    const planted = { ...command, name: 'planted', command: ['node', '-e', 'require("fs").writeFileSync(".git/planted-ran", "")'] };
    await opened.repo.write('.vscode/settings.json', JSON.stringify({ 'reverie.analyzers': [planted] }));
    await runCommand(page, 'Reverie: Review Uncommitted Changes');
    await page.locator('.monaco-dialog-box').waitFor();
    assert.equal(ran(), false);
    const said = await confirm(page, 'Allow for This Workspace');
    assert.match(said, /Let Reverie run the analyzer house/);
    assert.match(said, /node tools\/house-lint\.mjs \{files\}/);
    assert.match(said, /executes tools\/house-lint\.mjs/);
  });

  it('joins the review with what it finds', async () => {
    const findings = await view(opened.host.page, 'Findings');
    await row(findings, 'A total without its currency').first().waitFor();
    await row(findings, useful).first().waitFor();
    assert.equal(ran(), true);
    assert.equal(existsSync(path.join(opened.repo.dir, '.git/planted-ran')), false);
  });

  it('is asked for again when the program in the repository has changed, and not run on a no', async () => {
    const { page } = opened.host;
    await opened.repo.remove('.git/linter-ran');
    await opened.repo.write('tools/house-lint.mjs', linter('Something else'));
    await runCommand(page, 'Reverie: Review Uncommitted Changes');
    assert.match(await confirm(page, 'Not Now'), /has changed since you allowed it/);
    const findings = await view(page, 'Findings');
    await row(findings, useful).first().waitFor();
    await row(findings, 'A total without its currency').first().waitFor({ state: 'detached' });
    assert.equal(ran(), false);
    assert.equal(await row(findings, 'Something else').count(), 0);
    await expand(row(findings, 'Warnings'));
    await row(findings, 'house was not run').first().waitFor();
  });

  function ran(): boolean {
    return existsSync(path.join(opened.repo.dir, '.git/linter-ran'));
  }
});

describe('an analyzer’s command in Restricted Mode', () => {
  const opened = openWorkbench('development', { settings, trust: 'ask' });

  it('is neither asked for nor run', async () => {
    const { page } = opened.host;
    await opened.repo.write('tools/house-lint.mjs', linter('A total without its currency'));
    await runCommand(page, 'Reverie: Show Findings');
    const findings = await view(page, 'Findings');
    await findings.getByText('Restricted Mode').first().waitFor();
    assert.equal(await page.locator('.monaco-dialog-box').count(), 0);
    assert.equal(existsSync(path.join(opened.repo.dir, '.git/linter-ran')), false);
  });

  it('is asked for, not run, once the folder is trusted', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Workspaces: Manage Workspace Trust');
    await page
      .locator('.workspace-trust-editor .monaco-button', { hasText: /^\s*Trust\s*$/ })
      .first()
      .click();
    await page.getByText('You trust this folder').waitFor();
    await page.keyboard.press('Escape');
    await runCommand(page, 'Reverie: Review Uncommitted Changes');
    assert.match(await confirm(page, 'Not Now'), /Let Reverie run the analyzer house/);
    const findings = await view(page, 'Findings');
    await row(findings, useful).first().waitFor();
    assert.equal(existsSync(path.join(opened.repo.dir, '.git/linter-ran')), false);
  });
});

describe('what the editor’s own language services say', () => {
  const opened = openWorkbench('development');

  it('joins the review on changed lines', async () => {
    const { page } = opened.host;
    await opened.repo.write('src/orders/rates.json', '{\n  "vat": 19,\n  "vat": 7\n}\n');
    await runCommand(page, 'Go to File...');
    await page.locator('.quick-input-widget:not([style*="display: none"]) input[type=text]').fill('rates.json');
    await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'rates.json' }).first().click();
    await page.locator('.squiggly-warning').first().waitFor();
    const findings = await reviewSample(page);
    await row(findings, 'Duplicate object key').first().waitFor();
  });

  it('stands in Problems once', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Problems: Focus on Problems View');
    const panel = page.locator('.markers-panel');
    await row(panel, useful).first().waitFor();
    const texts = await row(panel, 'Duplicate object key').allInnerTexts();
    assert.ok(texts.length > 0);
    assert.deepEqual(
      texts.filter((text) => text.includes('reverie')),
      [],
    );
  });
});
