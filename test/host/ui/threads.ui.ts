import assert from 'node:assert/strict';
import { act, activeFile, caretAt, choose, expand, notification, press, row, runCommand, view } from '../workbench.mjs';
import { reviewSample } from '../sample-story.mjs';
import { openWorkbench } from './open-workbench.js';

const file = 'src/orders/parse.ts';
const text = `export function counts(texts: string[]): number[] {
  return texts.map(parseInt);
}

export function only(texts: string[]): string {
  if (texts.length !== 1) throw 'not one text';
  return texts[0] ?? '';
}
`;
const fixable = 'parseInt takes map';
const literal = 'A text is thrown';
const reason = 'gives 10, NaN, 2';

/** A finding is a conversation at its code: it follows the code, settles with it, and comes back with it. */
describe('comment threads at the findings', () => {
  const opened = openWorkbench('development');
  const thread = (text: string) => opened.host.page.locator('.review-widget', { hasText: text }).first();
  const code = (text: string) => opened.host.page.locator('.view-line', { hasText: text }).first();

  it('opens with its finding: why, what would fix it, and what can be done', async () => {
    const { page } = opened.host;
    await opened.repo.write(file, text);
    const findings = await reviewSample(page);
    // rows move until all of them are there
    await findings.getByText('files reviewed').waitFor();
    await row(findings, fixable).first().click();
    await caretAt(page, 2);
    assert.equal(await activeFile(page), 'parse.ts');
    await thread(reason).waitFor();
    await thread('parseInt(text, 10)').waitFor();
    for (const action of ['Apply Fix', 'Accept', 'Dismiss', 'Fix with My Agent']) await threadAction(reason, action).waitFor();
  });

  it('says severity and reason to a screen reader', async () => {
    const label = await thread(reason).locator('.review-comment').first().getAttribute('aria-label');
    assert.match(label ?? '', /Reverie/);
    await thread('High').waitFor();
  });

  it('settles when the code goes, and comes back with it', async () => {
    const { page } = opened.host;
    await code('texts.map').click();
    await press(page, 'Home', 'Shift+End', 'Delete');
    await runCommand(page, 'Comments: Focus on Comments View');
    await settled(fixable).waitFor();
    await settled(fixable).click();
    await thread('the code is gone').waitFor();
    await squiggle('error').waitFor({ state: 'detached' });
    await code('export function counts').click();
    await press(page, 'Control+Z');
    await squiggle('error').waitFor();
    await runCommand(page, 'Comments: Focus on Comments View');
    await unsettled(fixable).waitFor();
  });

  it('stays with its code when lines come in above', async () => {
    const { page } = opened.host;
    await code('export function counts').click();
    await press(page, 'Control+Home');
    await page.keyboard.type('/* one */\n/* two */\n');
    await squiggle('error').waitFor();
    await runCommand(page, 'Comments: Focus on Comments View');
    await unsettled(fixable).filter({ hasText: '[Ln 4]' }).waitFor();
  });

  it('takes a reply as a contest, in the person’s own words', async () => {
    const { page } = opened.host;
    const findings = await view(page, 'Findings');
    await row(findings, literal).first().click();
    const open = thread('Without an Error there is no stack');
    await open.locator('.review-thread-reply-button').first().click();
    await page.keyboard.type('the caller wants a text');
    await open.locator('.monaco-button', { hasText: 'Contest' }).first().click();
    await thread('the caller wants a text').waitFor();
    await thread('contested').waitFor();
  });

  it('applies the fix where the code stands now, and accepts the finding everywhere', async () => {
    const { page } = opened.host;
    const findings = await view(page, 'Findings');
    await row(findings, fixable).first().click();
    await thread(reason).waitFor();
    await threadAction(reason, 'Apply Fix').click();
    await code('parseInt(text, 10)').waitFor();
    await row(findings, fixable, 'accepted').first().waitFor();
    await squiggle('error').waitFor({ state: 'detached' });
  });

  it('is undone in one step', async () => {
    const { page } = opened.host;
    await code('export function counts').click();
    await press(page, 'Control+Z');
    await code('texts.map(parseInt)').waitFor();
    await squiggle('error').waitFor();
  });

  it('shows a verdict that was given in the tree', async () => {
    const { page } = opened.host;
    const findings = await view(page, 'Findings');
    await act(row(findings, literal), 'Dismiss');
    await choose(page, 'Intended here');
    await expand(row(findings, 'Dismissed'));
    await squiggle('info').waitFor({ state: 'detached' });
    await row(findings, literal).first().click();
    await thread('Intended here').waitFor();
    await threadAction('Intended here', 'Undo Verdict').click();
    await squiggle('info').waitFor();
  });

  it('refuses a fix whose text has changed, and offers a fresh look that brings another', async () => {
    const { page } = opened.host;
    const findings = await view(page, 'Findings');
    await code('texts.map(parseInt)').click();
    await press(page, 'End');
    await page.keyboard.type(' // soon');
    await squiggle('error').waitFor({ state: 'detached' });
    await act(row(findings, fixable), 'Apply Fix');
    const said = notification(page, 'The fix was not applied');
    await said.waitFor();
    assert.match(await said.innerText(), /not what it expects/);
    await said.locator('.monaco-button', { hasText: 'Review This File Again' }).click();
    await squiggle('error').waitFor();
    await page.locator('.statusbar-item', { hasText: 'Reviewing' }).waitFor({ state: 'detached' });
    await findings.getByText('files reviewed').waitFor();
    // what was found elsewhere is still there
    await row(findings, 'NaN').first().waitFor();
    await act(row(findings, fixable), 'Apply Fix');
    await code('parseInt(text, 10)); // soon').waitFor();
  });

  it('says that its file was deleted, and comes back with the file', async () => {
    const { page } = opened.host;
    const findings = await view(page, 'Findings');
    await row(findings, literal).first().click();
    await thread('Without an Error').waitFor();
    await opened.repo.remove(file);
    await settled(literal).waitFor();
    // a thread that settles closes: it is opened to be read, while the editor may still be closing it
    for (let tries = 3; tries > 0 && !(await thread('The file was deleted').isVisible()); tries--) {
      await settled(literal).dblclick();
      await thread('The file was deleted')
        .waitFor({ timeout: 6_000 })
        .catch(() => undefined);
    }
    assert.ok(await thread('The file was deleted').isVisible());
    await opened.repo.write(file, text);
    await unsettled(literal).waitFor();
  });

  it('stands on the removed code, in the version that had it', async () => {
    const { page } = opened.host;
    const { repo } = opened;
    await repo.write('src/orders/rates.ts', 'export const vat = 0.2;\nexport const off = 0.1;\n');
    await repo.write('src/orders/price.ts', "import { off, vat } from './rates.js';\n\nexport const factor = (1 + vat) * (1 - off);\n");
    await repo.git('add', 'src/orders/rates.ts', 'src/orders/price.ts');
    await repo.git('commit', '--quiet', '--allow-empty', '--message', 'Add rates');
    await repo.write('src/orders/rates.ts', 'export const off = 0.1;\n');
    const findings = await reviewSample(page);
    await row(findings, '‘vat’ is removed or renamed').first().click();
    await thread('It is used in').waitFor();
    await code('export const vat').waitFor();
    await thread('src/orders/price.ts:1').waitFor();
  });

  /** A problem in the active editor: the rules' findings there are one error and one information. */
  function squiggle(level: 'error' | 'info') {
    return opened.host.page.locator(`.editor-instance .squiggly-${level}`).first();
  }

  /** The thread's row in the Comments view, by its state. */
  function settled(text: string) {
    const { page } = opened.host;
    return row(page.locator('.comments-panel'), text)
      .filter({ hasNot: page.locator('.codicon-comment-unresolved') })
      .first();
  }

  function unsettled(text: string) {
    const { page } = opened.host;
    return row(page.locator('.comments-panel'), text)
      .filter({ has: page.locator('.codicon-comment-unresolved') })
      .first();
  }

  function threadAction(thread: string, action: string) {
    return opened.host.page
      .locator('.review-widget', { hasText: thread })
      .first()
      .locator(`.action-label[aria-label^="${action}"]`)
      .first();
  }
});
