// @ts-check
/** The server of a real VS Code on a free port of this machine, with folders of its own that are gone afterwards. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Nothing that moves, asks or phones: Welcome tab, Chat side bar, tips, updates, experiments. */
const quiet = {
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'git.autofetch': false,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.startupPrompt': 'never',
};

/**
 * @typedef {object} Server
 * @property {number} port
 * @property {string} authority what `vscode-remote:` URIs of this server name
 * @property {string} home its temporary folder
 * @property {() => Promise<void>} stop ends it with all its children and removes its folders
 *
 * @param {import('./install.mjs').HostInstall} host
 * @param {object} options
 * @param {string} [options.vsix] a packed extension to install first
 * @param {Record<string, unknown>} [options.settings] user and machine settings
 * @param {'all' | 'ask'} [options.trust] all: every folder is trusted · ask: workspace trust is on, as on a desktop
 * @param {Record<string, string>} [options.env]
 * @param {string} [options.token] what a browser must know to connect; without one, any process of this machine may
 * @param {(line: string) => void} options.log
 * @returns {Promise<Server>}
 */
export async function startServer(host, { vsix, settings = {}, trust = 'all', env = {}, token, log }) {
  const home = await mkdtemp(path.join(tmpdir(), 'reverie-host-'));
  const folders = await makeFolders(home, { ...quiet, ...settings });
  const environment = { ...process.env, HOME: folders.home, EXTENSIONS_GALLERY: '{}', GIT_CONFIG_NOSYSTEM: '1', ...env };
  const remove = () => rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  const where = ['--server-data-dir', home, '--user-data-dir', folders.data, '--extensions-dir', folders.extensions];
  try {
    if (vsix) await installExtension(host, vsix, where, environment);
    const child = startProcess(host, [...where, ...flags(trust, token)], environment, home);
    try {
      const listening = await whenListening(child, log);
      return {
        port: listening,
        authority: `127.0.0.1:${listening}`,
        home,
        async stop() {
          await killGroup(child);
          await remove();
          if (child.pid) running.delete(child.pid);
        },
      };
    } catch (error) {
      await killGroup(child);
      if (child.pid) running.delete(child.pid);
      throw error;
    }
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * @param {string} home
 * @param {Record<string, unknown>} settings
 */
async function makeFolders(home, settings) {
  const folders = { data: path.join(home, 'data'), extensions: path.join(home, 'extensions'), home: path.join(home, 'home') };
  // machine-scoped settings are read from the Machine file when VS Code is remote, as here
  for (const kind of ['User', 'Machine']) {
    await mkdir(path.join(folders.data, kind), { recursive: true });
    await writeFile(path.join(folders.data, kind, 'settings.json'), JSON.stringify(settings, null, 2));
  }
  await mkdir(folders.extensions);
  await mkdir(folders.home);
  return folders;
}

/**
 * @param {'all' | 'ask'} trust
 * @param {string} [token]
 */
function flags(trust, token) {
  const listen = ['--host', '127.0.0.1', '--port', '0', '--accept-server-license-terms'];
  const access = token ? ['--connection-token', token] : ['--without-connection-token'];
  const still = ['--telemetry-level', 'off', '--disable-telemetry', '--disable-experiments', '--reconnection-grace-time', '5'];
  return [...listen, ...access, ...still, ...(trust === 'all' ? ['--disable-workspace-trust'] : [])];
}

/**
 * In a process group of its own: the extension host and the file watcher outlive the server by seconds.
 * @param {import('./install.mjs').HostInstall} host
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {string} home
 */
function startProcess(host, args, env, home) {
  const child = spawn(host.node, [host.server, ...args], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid) running.set(child.pid, home);
  return child;
}

/**
 * @param {import('./install.mjs').HostInstall} host
 * @param {string} vsix
 * @param {string[]} where
 * @param {NodeJS.ProcessEnv} env
 */
async function installExtension(host, vsix, where, env) {
  const child = spawn(host.node, [host.server, '--install-extension', vsix, ...where], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`VS Code did not install ${vsix} (exit ${code}).\n${output}`);
}

/**
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child
 * @param {(line: string) => void} log
 * @returns {Promise<number>} the port
 */
function whenListening(child, log) {
  return new Promise((resolve, reject) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        log(`[server] ${text.trimEnd()}`);
        output += text;
        const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
        if (port) resolve(Number(port));
      });
    }
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`VS Code's server ended with ${code} before it listened.\n${output}`)));
  });
}

/** @type {Map<number, string>} the process groups of the servers that run, and their folders */
const running = new Map();
// a test run that is told to end takes its servers along: they are in groups of their own
process.once('exit', () => {
  for (const [group, home] of running) {
    killNow(group);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
});
for (const [signal, code] of /** @type {const} */ ([
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])) {
  process.once(signal, () => process.exit(code));
}

/** @param {import('node:child_process').ChildProcess} child */
async function killGroup(child) {
  if (!child.pid) return;
  const gone = child.exitCode === null && child.signalCode === null ? new Promise((resolve) => child.once('exit', resolve)) : undefined;
  killNow(child.pid);
  await gone;
}

/** @param {number} group */
function killNow(group) {
  try {
    process.kill(-group, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error; // ESRCH: all of it is gone already
  }
}
