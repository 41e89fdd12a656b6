// @ts-check
/**
 * Opens the built extension in a real VS Code, for a person to try.
 *   npm run vscode [-- FOLDER]
 * With a desktop `code` on the path it opens there; on Linux x64 without one, a server of VS Code prints the address to open in a
 * browser. Without FOLDER it opens a small sample repository with real mistakes in its uncommitted changes.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, out } from './bundle.mjs';
import { canInstall, install } from './install.mjs';
import { pack } from './pack.mjs';
import { startServer } from './server.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '../..');
const say = (/** @type {string} */ line) => console.log(line);

/** @type {(() => Promise<unknown>)[]} what to undo at the end, last first */
const cleanup = [];
try {
  const own = process.argv[2];
  const folder = own ? await existing(own) : await sample();
  if (hasDesktop()) await onDesktop(folder);
  else if (canInstall) await inBrowser(folder, own ? 'ask' : 'all');
  else
    throw new Error(
      "There is no `code` command on the path. In VS Code, run “Shell Command: Install 'code' command in PATH”, and try again.",
    );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  for (const undo of cleanup.reverse()) await undo();
}

/** @param {string} folder */
async function existing(folder) {
  const absolute = path.resolve(process.env.INIT_CWD ?? '.', folder);
  const found = await stat(absolute).catch(() => undefined);
  if (!found?.isDirectory()) throw new Error(`There is no folder ${absolute}.`);
  return absolute;
}

async function sample() {
  cleanup.push(() => rm(out, { recursive: true, force: true }));
  const [file = ''] = await bundle([path.join(here, 'sample-workspace.ts')], 'esm');
  /** @type {typeof import('./sample-workspace.js')} */
  const { makeSampleWorkspace } = await import(file);
  const repo = await makeSampleWorkspace();
  cleanup.push(() => repo.dispose());
  return repo.dir;
}

function hasDesktop() {
  const screen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return Boolean(screen) && spawnSync('code', ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0;
}

/** @param {string} folder */
async function onDesktop(folder) {
  const child = spawn('code', ['--new-window', '--wait', `--extensionDevelopmentPath=${root}`, folder], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  say(`opening ${folder} in VS Code; close its window to end`);
  await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
}

/**
 * @param {string} folder
 * @param {'all' | 'ask'} trust
 */
async function inBrowser(folder, trust) {
  const host = await install(say);
  const vsix = await pack(out);
  cleanup.push(() => rm(out, { recursive: true, force: true }));
  const token = randomBytes(16).toString('hex');
  const server = await startServer(host, {
    vsix,
    trust,
    settings: { 'security.workspace.trust.startupPrompt': 'once' },
    token,
    log: () => {},
  });
  cleanup.push(() => server.stop());
  say(`\n  open   http://${server.authority}/?tkn=${token}&folder=${encodeURIComponent(folder)}\n  folder ${folder}\n  end    Ctrl-C\n`);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
  });
}
