// @ts-check
/** A headless Chromium that shows the workbench of a server, with the ways in that a test needs. */
import path from 'node:path';
import { format } from 'node:util';
import { chromium } from 'playwright-core';
import { setDevelopmentOptions, setLanguage } from './development-options.mjs';

/**
 * @typedef {object} Workbench
 * @property {import('playwright-core').Page} page
 * @property {Promise<number>} exitCode settles when `run()` of the extension's tests does
 * @property {() => Promise<void>} close
 *
 * @param {import('./install.mjs').HostInstall} host
 * @param {import('./server.mjs').Server} server
 * @param {object} options
 * @param {string} options.folder the workspace: a folder, a `.code-workspace` file, or empty for a window that holds nothing
 * @param {string[]} [options.extensions] folders of extensions under development
 * @param {string} [options.tests] module whose `run()` the extension host calls
 * @param {{ width: number, height: number, scale?: number }} [options.size] in CSS pixels
 * @param {string} [options.language] VS Code's display language, for texts of extensions (its own stay English)
 * @param {(line: string) => void} options.log
 * @param {(line: string) => void} [options.onConsole]
 * @returns {Promise<Workbench>}
 */
export async function openWorkbench(host, server, options) {
  const { folder, extensions = [], tests, size = { width: 1400, height: 900 }, language, log, onConsole } = options;
  const context = await chromium.launchPersistentContext(path.join(server.home, 'chrome'), {
    executablePath: host.chromium,
    headless: true,
    viewport: { width: size.width, height: size.height },
    deviceScaleFactor: size.scale ?? 1,
    env: { ...environment(), LD_LIBRARY_PATH: host.libraries, FONTCONFIG_FILE: host.fonts },
    args: '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync --disable-background-networking'.split(' '),
  });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    /** @type {Promise<number>} */
    const exitCode = new Promise((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
    await page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
      log(`[${type}] ${format(...args)}`);
      onConsole?.(`[${type}] ${format(...args)}`);
    });
    // for windows that this one opens too
    if (extensions.length > 0) await context.addInitScript(setDevelopmentOptions, { authority: server.authority, extensions, tests });
    if (language) await context.addInitScript(setLanguage, language);
    await page.goto(`http://${server.authority}/?${workspaceQuery(folder)}`);
    await page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 60_000 });
    return { page, exitCode, close: () => context.close() };
  } catch (error) {
    await context.close();
    throw error;
  }
}

/** @param {string} folder */
function workspaceQuery(folder) {
  if (folder === '') return 'ew=true';
  return `${folder.endsWith('.code-workspace') ? 'workspace' : 'folder'}=${encodeURIComponent(folder)}`;
}

function environment() {
  return Object.fromEntries(Object.entries(process.env).filter((entry) => entry[1] !== undefined));
}
