import { runCommand, row, view } from '../workbench.mjs';
import { reviewSample } from '../sample-story.mjs';
import { openWorkbench } from './open-workbench.js';

describe('a workspace that is not trusted', () => {
  const opened = openWorkbench('development', { trust: 'ask' });

  it('says that nothing is reviewed in Restricted Mode', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Reverie: Show Findings');
    const findings = await view(page, 'Findings');
    await findings.getByText('Restricted Mode').first().waitFor();
  });

  it('works once the person trusts it', async () => {
    const { page } = opened.host;
    await runCommand(page, 'Workspaces: Manage Workspace Trust');
    await page
      .locator('.workspace-trust-editor .monaco-button', { hasText: /^\s*Trust\s*$/ })
      .first()
      .click();
    await page.getByText('You trust this folder').waitFor();
    await page.keyboard.press('Escape');
    const findings = await reviewSample(page);
    await row(findings, 'mail.ts').first().waitFor();
  });
});
