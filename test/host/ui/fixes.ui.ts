import assert from 'node:assert/strict';
import { actUntil, activeFile, caretAt, confirm, notification, press, row, runCommand, view, chooseFromMenu } from '../workbench.mjs';
import { openWorkbench, type Way } from './open-workbench.js';

const files = {
  'src/orders/bill.ts': `import { amount } from './amount.js';

export const bill = (prices: number[]) => amount(prices);
`,
  'src/orders/amount.ts': `export const amount = (prices: number[]) => prices.length;
`,
  'src/orders/parse.ts': `export const counts = (texts: string[]) => texts.map(parseInt);
`,
};

/** One problem whose fix is in two files, as SARIF has it. */
const linter = `const replace = (startLine, startColumn, text) => ({ deletedRegion: { startLine, startColumn, endColumn: startColumn + 6 }, insertedContent: { text } });
const change = (uri, ...replacements) => ({ artifactLocation: { uri }, replacements });
console.log(JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'house' } }, results: [{
  ruleId: 'house/name', level: 'warning', message: { text: 'A count is called an amount' },
  locations: [{ physicalLocation: { artifactLocation: { uri: 'src/orders/amount.ts' }, region: { startLine: 1, startColumn: 14, endColumn: 20 } } }],
  fixes: [{ artifactChanges: [change('src/orders/amount.ts', replace(1, 14, 'countOf')), change('src/orders/bill.ts', replace(1, 10, 'countOf'), replace(3, 43, 'countOf'))] }],
}] }] }));
`;
const inTwoFiles = 'A count is called an amount';
const inOneFile = 'parseInt takes map';

for (const way of ['development', 'packed'] satisfies Way[]) applyFixes(way);

function applyFixes(way: Way): void {
  describe(`suggested fixes (${way === 'packed' ? 'the packed .vsix' : 'under development'})`, () => {
    const opened = openWorkbench(way, {
      settings: {
        'reverie.analyzers': [{ name: 'house', command: ['node', '.git/house.mjs'] }],
        'chat.disableAIFeatures': true,
      },
    });
    const preview = () => opened.host.page.locator('.bulk-edit-panel');
    const code = (text: string) => opened.host.page.locator('.editor-instance .view-line', { hasText: text }).first();

    it('are shown in a preview when they change several files, and do nothing when that is discarded', async () => {
      const { page } = opened.host;
      await opened.repo.write('.git/house.mjs', linter);
      for (const [path, text] of Object.entries(files)) await opened.repo.write(path, text);
      await runCommand(page, 'Reverie: Review Uncommitted Changes');
      await confirm(page, 'Allow for This Workspace');
      const findings = await view(page, 'Findings');
      await findings.getByText('files reviewed').waitFor();
      await actUntil(row(findings, inTwoFiles), 'Apply Fix', preview().locator('.monaco-button', { hasText: 'Apply' }));
      await preview().waitFor();
      await row(preview(), 'amount.ts').first().waitFor();
      await row(preview(), 'bill.ts').first().waitFor();
      await preview().locator('.monaco-button', { hasText: 'Discard' }).click();
      await preview().locator('.monaco-button', { hasText: 'Discard' }).waitFor({ state: 'hidden' });
      await notification(page, 'Tick its changes').waitFor();
      assert.equal(await row(findings, inTwoFiles, 'accepted').count(), 0);
      await runCommand(page, 'Notifications: Clear All Notifications');
    });

    it('change all files once a person applies them, and accept the finding', async () => {
      const { page } = opened.host;
      const findings = await view(page, 'Findings');
      await actUntil(row(findings, inTwoFiles), 'Apply Fix', preview().locator('.monaco-button', { hasText: 'Apply' }));
      for (const name of ['amount.ts', 'bill.ts'])
        await row(preview(), name).first().locator('input[type=checkbox], .edit-checkbox').first().click();
      await preview().locator('.monaco-button', { hasText: 'Apply' }).click();
      await row(findings, inTwoFiles, 'accepted').first().waitFor();
      await code('const countOf').waitFor();
      await page.locator('.tab', { hasText: 'bill.ts' }).first().click();
      await code('countOf(prices)').waitFor();
    });

    it('are undone in all files in one step', async () => {
      const { page } = opened.host;
      await code('countOf(prices)').click();
      await press(page, 'Control+Z');
      await code('amount(prices)').waitFor();
      await page.locator('.tab', { hasText: 'amount.ts' }).first().click();
      await code('const amount').waitFor();
    });

    it('are quick fixes of their problem', async () => {
      const { page } = opened.host;
      const findings = await view(page, 'Findings');
      await row(findings, inOneFile).first().click();
      await caretAt(page, 1);
      await code('texts.map').click();
      await runCommand(page, 'Quick Fix...');
      await page.locator('.action-widget .monaco-list-row', { hasText: 'Apply fix and go to next' }).first().click();
      await row(findings, inOneFile, 'accepted').first().waitFor();
    });

    it('go on to the next open finding when asked to', async () => {
      const { page } = opened.host;
      await page.locator('.tabs-container .tab.active:not([data-resource-name="parse.ts"])').waitFor();
      assert.notEqual(await activeFile(page), 'parse.ts');
    });

    it('are handed to the chat, or to the clipboard where there is none', async () => {
      const { page } = opened.host;
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      const findings = await view(page, 'Findings');
      await chooseFromMenu(row(findings, inTwoFiles), 'Fix with My Agent');
      await notification(page, 'on the clipboard').waitFor();
      assert.match(
        String(await page.evaluate('navigator.clipboard.readText()')),
        /^Fix this code review finding in `src\/orders\/amount\.ts:1-1`/,
      );
    });
  });
}
