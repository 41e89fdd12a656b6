// @ts-check
/**
 * Runs the integration tests in the extension host of a real VS Code, on a small repository of their own.
 *   node test/host/integration.mjs [part-of-a-path…]
 * On Linux x64 VS Code comes from npm; elsewhere `@vscode/test-electron` downloads a desktop VS Code and runs the same files.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, bundleTests, out } from './bundle.mjs';
import { runOnDesktop } from './desktop.mjs';
import { canInstall } from './install.mjs';
import { start } from './vscode-host.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '../..');
const limit = 4 * 60_000;
/** Tells the lines of the report from VS Code's own. */
const mark = '‹test› ';

try {
  const files = await bundleTests('integration', process.argv.slice(2));
  const [entry = '', samples = ''] = [
    ...(await bundle([path.join(here, 'integration/index.ts')], 'cjs')),
    ...(await bundle([path.join(here, 'sample-workspace.ts')], 'esm')),
  ];
  /** @type {typeof import('./sample-workspace.js')} */
  const { makeSampleWorkspace } = await import(samples);
  const workspace = await makeSampleWorkspace();
  try {
    const env = { REVERIE_HOST_TESTS: JSON.stringify({ files, mark: canInstall ? mark : '' }) };
    const order = { folder: workspace.dir, extensionDevelopmentPath: root, extensionTestsPath: entry, env };
    process.exitCode = canInstall ? await runHere(order) : await runOnDesktop(order);
  } finally {
    await workspace.dispose();
  }
} finally {
  await rm(out, { recursive: true, force: true });
}

/** @param {string} line */
function onConsole(line) {
  const at = line.indexOf(mark);
  if (at >= 0) console.log(line.slice(at + mark.length));
}

/**
 * @param {import('./vscode-host.mjs').HostOptions} order
 * @returns {Promise<number>} 0 when all passed
 */
async function runHere(order) {
  const host = await start({ ...order, onConsole });
  try {
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, limit, 'timeout')));
    const code = await Promise.race([host.exitCode, late]);
    clearTimeout(timer);
    if (code === 0) return 0;
    console.error(`\nthe extension host ended with ${code}; picture and log: ${await host.keepFailure('integration')}`);
    return 1;
  } finally {
    await host.stop();
  }
}
