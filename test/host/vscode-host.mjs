// @ts-check
/** A real VS Code with an extension in it, for tests, pictures and people: starts it, keeps its log, ends all of it. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openWorkbench } from './browser.mjs';
import { install } from './install.mjs';
import { startServer } from './server.mjs';

const failures = fileURLToPath(new URL('../../out/host-failures/', import.meta.url));

/**
 * @typedef {object} HostOptions
 * @property {string} folder absolute path of the workspace: a folder or a `.code-workspace` file; empty for a window that holds nothing
 * @property {string} [extensionDevelopmentPath] absolute path of an extension's folder
 * @property {string[]} [alsoExtensions] absolute paths of more extensions under development
 * @property {string} [extensionTestsPath] absolute path of a CommonJS module with `run()`
 * @property {string} [vsix] absolute path of a packed extension, installed first
 * @property {Record<string, unknown>} [settings]
 * @property {'all' | 'ask'} [trust] all (default): every folder is trusted · ask: workspace trust is on
 * @property {Record<string, string>} [env] for the server and the extension host
 * @property {{ width: number, height: number, scale?: number }} [size]
 * @property {string} [language] the display language, for texts of extensions
 * @property {(line: string) => void} [onConsole] told what the extension host writes to its console
 *
 * @typedef {object} Host
 * @property {import('playwright-core').Page} page the workbench
 * @property {string} home where VS Code keeps its data, settings, logs and the browser's profile (`chrome`)
 * @property {Promise<number>} exitCode of the extension's tests
 * @property {() => string} log what server, workbench and extension host have said
 * @property {(name: string) => Promise<string>} keepFailure saves a picture and the log; resolves with where
 * @property {() => Promise<void>} stop
 *
 * @param {HostOptions} options
 * @returns {Promise<Host>}
 */
export async function start({
  folder,
  extensionDevelopmentPath,
  alsoExtensions = [],
  extensionTestsPath,
  vsix,
  settings,
  trust,
  env,
  size,
  language,
  onConsole,
}) {
  /** @type {string[]} */
  const lines = [];
  const log = (/** @type {string} */ line) => void lines.push(line);
  const host = await install((line) => console.error(line));
  const server = await startServer(host, { vsix, settings, trust, env, log });
  try {
    const workbench = await openWorkbench(host, server, {
      folder,
      extensions: [...(extensionDevelopmentPath ? [extensionDevelopmentPath] : []), ...alsoExtensions],
      tests: extensionTestsPath,
      size,
      language,
      log,
      onConsole,
    });
    workbench.page.setDefaultTimeout(20_000);
    return {
      page: workbench.page,
      home: server.home,
      exitCode: workbench.exitCode,
      log: () => lines.join('\n'),
      keepFailure: (name) => keepFailure(workbench.page, name, lines),
      async stop() {
        await workbench.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} name
 * @param {string[]} lines
 */
async function keepFailure(page, name, lines) {
  const base = path.join(failures, name.replace(/[^\w]+/g, '-').slice(0, 120));
  await mkdir(failures, { recursive: true });
  await writeFile(`${base}.log`, lines.join('\n'));
  await page.screenshot({ path: `${base}.png` });
  return `${base}.png`;
}
