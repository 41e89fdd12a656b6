// @ts-check
/** One step of `npm test`: runs a command, streams its lines under its name and counts what passed and failed. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} command
 * @property {'one' | 'mocha'} counts one: the command as a whole is one test · mocha: the counts that mocha's spec reporter prints
 * @property {number} timeout in ms; a step that takes longer is ended and has failed
 *
 * @typedef {object} Result
 * @property {Step} step
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {number} ms
 * @property {string} output
 */

/** @type {Set<number>} */
const groups = new Set();

/** Ends whatever still runs, with its children. */
export async function stopAll() {
  await Promise.all([...groups].map(endGroup));
}

/**
 * @param {Step} step
 * @returns {Promise<Result>}
 */
export async function runStep(step) {
  const started = Date.now();
  const { output, code } = await runCommand(step);
  return { step, ...count(step, output, code), ms: Date.now() - started, output };
}

/**
 * Never rejects: what goes wrong is in the output, with a code that is not 0.
 * @param {Step} step
 * @returns {Promise<{ output: string, code: number | string }>}
 */
function runCommand({ name, command: [file = '', ...args], timeout }) {
  return new Promise((resolve) => {
    // a process group of its own: what the step started ends with it
    const child = spawn(file, args, {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    });
    const group = child.pid;
    if (group) groups.add(group);
    let output = '';
    /** @type {string | undefined} */
    let problem;
    const timer = setTimeout(() => {
      problem = `${name} took longer than ${timeout / 1000} s and was ended`;
      if (group) void endGroup(group);
    }, timeout);
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      const print = (/** @type {string} */ line) => {
        output += `${line}\n`;
        console.log(`${name.padEnd(11)} │ ${line}`);
      };
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        // some tools colour whenever CI is set
        const lines = stripVTControlCharacters(rest + text).split('\n');
        rest = lines.pop() ?? '';
        lines.forEach(print);
      });
      stream.on('end', () => rest && print(rest));
    }
    child.once('error', (error) => (problem = error.message));
    child.once('exit', () => {
      clearTimeout(timer);
      // what it left running would keep its output open
      if (group) kill(group, 'SIGKILL');
    });
    child.once('close', (code, signal) => {
      if (group) groups.delete(group);
      if (problem) output += `${problem}\n`;
      resolve({ output, code: problem ?? code ?? signal ?? 'unknown' });
    });
  });
}

/**
 * Asks first: the VS Code of a test is in a group of its own, which only the test can end.
 * @param {number} group
 */
async function endGroup(group) {
  kill(group, 'SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 3000));
  kill(group, 'SIGKILL');
}

/**
 * @param {number} group
 * @param {NodeJS.Signals} signal
 */
function kill(group, signal) {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error; // ESRCH: it is gone already
  }
}

/**
 * What passed and failed, from a step's output and how it ended.
 * @param {Pick<Step, 'counts'>} step
 * @param {string} output
 * @param {number | string} code the exit code, or what went wrong instead
 */
export function count(step, output, code) {
  const ok = code === 0;
  if (step.counts === 'one') return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
  const passed = total(output, 'passing');
  const failed = total(output, 'failing') ?? 0;
  // a crash is a failure even when mocha did not get to say so; no counts at all means that nothing ran
  const crashed = (!ok && failed === 0) || (ok && passed === undefined);
  return { passed: passed ?? 0, failed: failed + (crashed ? 1 : 0), skipped: total(output, 'pending') ?? 0 };
}

/**
 * @param {string} output
 * @param {'passing' | 'failing' | 'pending'} word
 */
function total(output, word) {
  const found = [...output.matchAll(new RegExp(`^\\s*(\\d+) ${word}\\b`, 'gm'))];
  return found.length === 0 ? undefined : found.reduce((sum, match) => sum + Number(match[1]), 0);
}
