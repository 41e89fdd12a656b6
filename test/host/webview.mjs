// @ts-check
/** Webviews as a person sees them: found by their heading, looked at with expressions that run in their page. */

/** @typedef {import('playwright-core').Frame} Frame */

/**
 * The frame of the webview that shows this heading of the first level.
 * @param {import('playwright-core').Page} page
 * @param {string} heading
 * @returns {Promise<Frame>}
 */
export async function webview(page, heading) {
  const until = Date.now() + 30_000;
  while (Date.now() < until) {
    for (const frame of page.frames()) {
      const headings = frame.locator('h1', { hasText: heading });
      // a frame may go away while it is asked
      if ((await headings.count().catch(() => 0)) > 0) return frame;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`no webview shows “${heading}”`);
}

/**
 * The id of the element that has the focus.
 * @param {Frame} frame
 * @returns {Promise<string>}
 */
export function focusedId(frame) {
  return frame.evaluate(`document.activeElement?.id ?? ''`);
}

/**
 * What a canvas shows, as a data URL: equal only for equal pictures.
 * @param {import('playwright-core').Locator} canvas
 * @returns {Promise<string>}
 */
export function picture(canvas) {
  return canvas.evaluate(`(canvas) => canvas.toDataURL()`);
}

/**
 * Waits until an expression holds in the page. (The page's own policy forbids what Playwright's waiting would evaluate.)
 * @param {Frame} frame
 * @param {string} expression
 */
export async function until(frame, expression) {
  const end = Date.now() + 30_000;
  while (Date.now() < end) {
    if (await frame.evaluate(`Boolean(${expression})`)) return;
    await frame.page().waitForTimeout(50);
  }
  throw new Error(`it did not come to hold: ${expression.slice(0, 200)}`);
}

/**
 * Waits until every canvas of the page shows something: axes, letters, lines.
 * @param {Frame} frame
 */
export async function allDrawn(frame) {
  const colors = `new Set(new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)).size`;
  await until(frame, `[...document.querySelectorAll('canvas')].every((c) => c.width > 0 && c.height > 0 && ${colors} > 3)`);
}
