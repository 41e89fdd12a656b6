// @ts-check
/** The workbench as a person uses it: palette, picks, trees, Problems, the editor. Every step waits until the page shows its effect. */

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Locator} Locator */

const palette = '.quick-input-widget:not([style*="display: none"])';

/**
 * Opens the command palette and runs the command with exactly this title.
 * @param {Page} page
 * @param {string} title with its category, as shown (`Reverie: Dream Now`)
 */
export async function runCommand(page, title) {
  const row = page.locator(`${palette} .monaco-list-row`).filter({ has: exactly(page, '.label-name', title) });
  // the palette lists the commands there were when it opened: early on, it has to be opened again
  for (const patience of [2_000, 5_000, 10_000, 20_000]) {
    await page.keyboard.press('F1');
    const input = page.locator(`${palette} .quick-input-box input`);
    // a window that loads anew takes no key yet
    if (!(await appears(input, patience))) continue;
    await input.fill(`>${title}`);
    if ((await appears(row.first(), patience)) && (await clickAway(row.first()))) return;
    await page.keyboard.press('Escape');
  }
  throw new Error(`the command palette does not list “${title}”`);
}

/**
 * Clicks a row that goes away when it was taken: a list that is being drawn anew loses clicks.
 * @param {Locator} row
 * @returns {Promise<boolean>} whether it went away
 */
async function clickAway(row) {
  for (let tries = 0; tries < 3; tries++) {
    await row.click({ timeout: 5_000 }).catch(() => undefined);
    const gone = await row.waitFor({ state: 'hidden', timeout: 3_000 }).then(
      () => true,
      () => false,
    );
    if (gone) return true;
  }
  return false;
}

/**
 * @param {Locator} locator
 * @param {number} timeout ms
 */
async function appears(locator, timeout) {
  return locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}

/**
 * Chooses an entry of the quick pick that is open.
 * @param {Page} page
 * @param {string} label
 */
export async function choose(page, label) {
  const row = page.locator(`${palette} .monaco-list-row`).filter({ has: exactly(page, '.label-name', label) });
  await row.first().waitFor();
  await row.first().click();
}

/**
 * Presses an inline action that opens a quick pick, and chooses there. A press on a row that is being drawn anew is lost: then once more.
 * @param {Page} page
 * @param {Locator} row
 * @param {string} action
 * @param {string} label
 */
export async function actAndChoose(page, row, action, label) {
  const item = page.locator(`${palette} .monaco-list-row`).filter({ has: exactly(page, '.label-name', label) });
  for (let tries = 0; tries < 3; tries++) {
    await act(row, action);
    if (await appears(item.first(), 5_000)) break;
  }
  await choose(page, label);
}

/**
 * Presses an inline action until its effect shows. A press on a row that is being drawn anew is lost.
 * @param {Locator} row
 * @param {string} action
 * @param {Locator} effect what is there afterwards
 */
export async function actUntil(row, action, effect) {
  for (let tries = 0; tries < 3; tries++) {
    await act(row, action);
    if (await appears(effect.first(), 5_000)) return;
  }
  await effect.first().waitFor();
}

/**
 * Answers the input box that is open.
 * @param {Page} page
 * @param {string} text
 */
export async function answer(page, text) {
  const input = page.locator(`${palette} .quick-input-box input`);
  await input.waitFor();
  // a dialog for files puts its own proposal in when it is ready, over what was typed
  for (let same = 0, tries = 0; same < 2 && tries < 20; tries++) {
    if ((await input.inputValue()) === text) same++;
    else {
      same = 0;
      await input.fill(text);
    }
    await page.waitForTimeout(150);
  }
  await input.press('Enter');
}

/**
 * Chooses from the context menu of a row. A menu that has just opened takes the first click for the one that opened it.
 * @param {Locator} row
 * @param {string} item
 */
export async function chooseFromMenu(row, item) {
  const page = row.first().page();
  const menu = page.locator('.monaco-menu');
  await atRest(row.first());
  await row.first().click({ button: 'right' });
  const entry = menu.locator('.action-item', { hasText: item }).first();
  await entry.waitFor();
  for (let tries = 0; tries < 5 && (await menu.count()) > 0; tries++) {
    await page.waitForTimeout(600);
    await entry.click({ timeout: 5_000 }).catch(() => undefined);
    await page.waitForTimeout(400);
  }
}

/**
 * Presses a button of the modal dialog that is open.
 * @param {Page} page
 * @param {string} button
 * @returns {Promise<string>} what the dialog said
 */
export async function confirm(page, button) {
  const box = page.locator('.monaco-dialog-box');
  await box.waitFor();
  const text = await box.innerText();
  await box.locator('.monaco-button', { hasText: button }).first().click();
  await box.waitFor({ state: 'detached' });
  return text;
}

/**
 * The rows of a view in the side bar, expanded if it was collapsed.
 * @param {Page} page
 * @param {string} view its title
 * @returns {Promise<Locator>} the view
 */
export async function view(page, view) {
  const pane = page.locator('.pane').filter({ has: page.locator(`.pane-header[aria-label^="${view}"]`) });
  const header = pane.locator('.pane-header');
  await header.waitFor();
  if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
  await pane.locator('.pane-body').waitFor();
  return pane;
}

/**
 * A row of a tree whose text contains all of `texts`.
 * @param {Locator} tree
 * @param {...string} texts
 * @returns {Locator}
 */
export function row(tree, ...texts) {
  return texts.reduce((rows, text) => rows.filter({ hasText: text }), tree.locator('.monaco-list-row'));
}

/**
 * @param {Locator} row of a tree
 */
export async function expand(row) {
  const first = row.first();
  await first.waitFor();
  for (let tries = 0; tries < 5 && (await first.getAttribute('aria-expanded')) === 'false'; tries++) {
    await atRest(first);
    await first.locator('.monaco-tl-twistie').click();
    await first.page().waitForTimeout(200);
  }
}

/**
 * Waits until a row stays where it is: rows that come in above it would be clicked in its place.
 * @param {Locator} row
 */
async function atRest(row) {
  let same = 0;
  let before = '';
  for (let tries = 0; same < 4 && tries < 60; tries++) {
    const now = JSON.stringify(await row.boundingBox());
    same = now === before ? same + 1 : 0;
    before = now;
    await row.page().waitForTimeout(200);
  }
}

/**
 * Presses an inline action of a row.
 * @param {Locator} row
 * @param {string} action its title
 */
export async function act(row, action) {
  const button = row.first().locator(`.action-label[aria-label^="${action}"]`);
  // a tree that is drawn anew under the mouse shows its actions only after the mouse moves again
  for (let tries = 0; tries < 3; tries++) {
    await row.first().page().mouse.move(0, 0);
    await atRest(row.first());
    await row.first().hover();
    const clicked = await button.click({ timeout: 5_000 }).then(
      () => true,
      () => false,
    );
    if (clicked) return;
  }
  await row.first().hover();
  await button.click();
}

/**
 * Waits until the caret of the active editor is on this line.
 * @param {Page} page
 * @param {number} line 1-based
 */
export async function caretAt(page, line) {
  await page
    .locator('#status\\.editor\\.selection')
    .filter({ hasText: new RegExp(`Ln ${line}\\b`) })
    .waitFor();
}

/**
 * The name of the file in the active editor.
 * @param {Page} page
 */
export async function activeFile(page) {
  return page.locator('.tabs-container .tab.active').first().getAttribute('data-resource-name');
}

/**
 * Opens Problems.
 * @param {Page} page
 * @returns {Promise<Locator>} its tree
 */
export async function problems(page) {
  await runCommand(page, 'Problems: Focus on Problems View');
  const panel = page.locator('.markers-panel');
  await panel.waitFor();
  return panel;
}

/**
 * Presses keys one after the other, as a person who has no mouse.
 * @param {Page} page
 * @param {...string} keys
 */
export async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

/**
 * A notification that contains `text`.
 * @param {Page} page
 * @param {string} text
 * @returns {Locator}
 */
export function notification(page, text) {
  return page.locator('.notification-toast').filter({ hasText: text });
}

/**
 * @param {Page} page
 * @param {string} selector
 * @param {string} text
 */
function exactly(page, selector, text) {
  return page.locator(selector).filter({ hasText: new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`) });
}
