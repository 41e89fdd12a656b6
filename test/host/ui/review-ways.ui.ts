import assert from 'node:assert/strict';
import { answer, caretAt, choose, confirm, press, row, runCommand, view } from '../workbench.mjs';
import { reviewSample, security, useful } from '../sample-story.mjs';
import { openWorkbench } from './open-workbench.js';

describe('reviews from everywhere', () => {
  const opened = openWorkbench('development', { settings: { 'git.useEditorAsCommitInput': false, 'git.enableSmartCommit': true } });
  const findings = () => view(opened.host.page, 'Findings');
  const said = async (text: string | RegExp) => (await findings()).locator('.message, .description').getByText(text).first().waitFor();
  const commits = () => opened.repo.git('rev-list', '--count', 'HEAD');

  it('reviews a file from its editor, and from the explorer', async () => {
    const { page } = opened.host;
    await reviewSample(page);
    await row(await findings(), useful)
      .first()
      .dblclick();
    await runCommand(page, 'Reverie: Review File');
    await said(/File src\/orders\/total\.ts/);
    await runCommand(page, 'View: Show Explorer');
    const file = page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: 'package.json' });
    await file.first().click({ button: 'right' });
    // a menu takes no click of the press that opened it
    await page.locator('.monaco-menu .action-item').filter({ hasText: 'Review File' }).first().hover();
    await press(page, 'Enter');
    await said(/File package\.json/);
  });

  it('reviews the selected lines alone', async () => {
    const { page } = opened.host;
    await runCommand(page, 'View: Show Explorer');
    await runCommand(page, 'Reverie: Review Uncommitted Changes');
    const tree = await findings();
    await said(/6 findings/);
    await row(tree, security).first().click();
    await caretAt(page, 10);
    await page.locator('.monaco-editor .view-lines').first().click();
    await press(page, 'Control+Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown');
    await runCommand(page, 'Reverie: Review Selection');
    await said(/Lines 5 to 6 of src\/orders\/total\.ts/);
    await row(tree, useful).first().waitFor();
    await row(tree, security).first().waitFor({ state: 'detached' });
  });

  it('reviews a group of Source Control', async () => {
    const { page } = opened.host;
    await opened.repo.git('add', 'src/jobs/mail.ts');
    await page
      .locator('.activitybar .action-item')
      .filter({ has: page.locator('[aria-label^="Source Control"]') })
      .first()
      .click();
    await runCommand(page, 'Git: Refresh');
    const group = page.locator('.scm-view .monaco-list-row').filter({ has: page.locator('.resource-group') });
    const staged = group.filter({ hasText: 'Staged Changes' }).first();
    await staged.waitFor();
    await staged.hover();
    await staged.locator('.action-label[aria-label="Review Staged Changes"]').click();
    await said(/^Staged changes · 1 finding/);
    await page
      .locator('.activitybar .action-item')
      .filter({ has: page.locator('[aria-label^="Source Control"]') })
      .first()
      .click();
    const changes = group.filter({ hasText: /^\s*Changes/ }).first();
    await changes.hover();
    await changes.locator('.action-label[aria-label="Review Unstaged Changes"]').click();
    await said(/^Unstaged changes/);
  });

  it('reviews a range that is picked from the newest commits', async () => {
    const { page } = opened.host;
    await opened.repo.git('commit', '-q', '-m', 'mail');
    await runCommand(page, 'Git: Refresh');
    await runCommand(page, 'Reverie: Review Changes…');
    await choose(page, 'A range…');
    await choose(page, 'first');
    await choose(page, 'mail');
    await said(/^[0-9a-f]{8}\.\.[0-9a-f]{8} · 1 finding/);
  });

  it('commits what was reviewed only when a person says so', async () => {
    const { page } = opened.host;
    await opened.repo.git('config', 'user.name', 'T');
    await opened.repo.git('config', 'user.email', 't@example.com');
    await opened.repo.git('add', '-A');
    await runCommand(page, 'Git: Refresh');
    const before = await commits();
    await runCommand(page, 'Reverie: Review and Commit');
    const asked = await confirm(page, 'Show Findings');
    assert.match(asked, /5 findings are open in what would be committed\.[^]*High: [^]*src\/orders\/total\.ts/);
    assert.equal(await commits(), before);
    await runCommand(page, 'Reverie: Review and Commit');
    await confirm(page, 'Commit Anyway');
    await answer(page, 'reviewed');
    for (let n = 0; (await commits()) === before; n++) {
      assert.ok(n < 100, 'nothing was committed');
      await page.waitForTimeout(100);
    }
    assert.equal(await opened.repo.git('log', '-1', '--format=%s'), 'reviewed');
  });

  it('lets the git extension ask before commits, after a person agreed, and takes that back', async () => {
    const { page } = opened.host;
    await opened.repo.write('src/jobs/late.ts', 'export function late(): void {\n  try {\n    run();\n  } catch {}\n}\n');
    await opened.repo.git('add', '-A');
    await runCommand(page, 'Reverie: Review Uncommitted Changes');
    await row(await findings(), 'late.ts')
      .first()
      .waitFor();
    await runCommand(page, 'Reverie: Ask Before Commits with Findings…');
    assert.match(await confirm(page, 'Turn On'), /git\.diagnosticsCommitHook\.sources/);
    await page.locator('.statusbar').getByText('VS Code asks before a commit with findings').waitFor();
    const settings = JSON.parse(await opened.repo.read('.vscode/settings.json')) as Record<string, unknown>;
    assert.deepEqual(settings['git.diagnosticsCommitHook.sources'], { reverie: 'warning' });
    assert.equal(settings['git.diagnosticsCommitHook.enabled'], true);
    const before = await commits();
    await runCommand(page, 'Git: Commit Staged');
    await answer(page, 'late');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    assert.match(await dialog.innerText(), /unresolved diagnostic/i);
    await press(page, 'Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await commits(), before);
    await runCommand(page, 'Reverie: Ask Before Commits with Findings…');
    await confirm(page, 'Turn Off');
    await page.locator('.statusbar').getByText('Commits are no longer asked about').waitFor();
    assert.deepEqual(JSON.parse(await opened.repo.read('.vscode/settings.json')), {});
  });
});
