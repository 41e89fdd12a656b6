// @ts-check
/**
 * Runs the UI tests: mocha in Node, driving the workbench of a real VS Code with Playwright.
 *   node test/host/ui.mjs [part-of-a-path…] [-- mocha arguments]
 */
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleTests, out } from './bundle.mjs';
import { canInstall, install } from './install.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const args = process.argv.slice(2);
const cut = args.indexOf('--');
const wanted = cut < 0 ? args : args.slice(0, cut);
const mochaArgs = cut < 0 ? [] : args.slice(cut + 1);

if (canInstall) {
  process.exitCode = await run();
} else {
  console.log(`the UI tests need Linux on x64; this is ${process.platform} on ${process.arch}: left out`);
  console.log('0 passing\n1 pending');
}

async function run() {
  try {
    await install((line) => console.log(line));
    const files = await bundleTests('ui', wanted);
    const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js');
    // an editor under load may draw a row anew under the mouse: what fails twice has failed
    const command = ['--enable-source-maps', mocha, '--timeout', '120000', '--slow', '20000', '--retries', '1', ...mochaArgs, ...files];
    return (
      spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit', env: { ...process.env, REVERIE_HOST_OUT: out } }).status ?? 1
    );
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
