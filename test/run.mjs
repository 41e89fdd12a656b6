// @ts-check
/**
 * `npm test`: everything that must hold, on two cores, ending with the one line `N passed, N failed`.
 *   node test/run.mjs [--no-host]
 * Lint, format, types and unused code count as one test each; mocha's own counts are added up. A crash or a timeout is a failure.
 */
import { runStep, stopAll } from './run-step.mjs';

const node = process.execPath;
const minute = 60_000;
const host = !process.argv.includes('--no-host');

/** @type {import('./run-step.mjs').Step} */
const integration = { name: 'integration', command: [node, 'test/host/integration.mjs'], counts: 'mocha', timeout: 8 * minute };
/** @type {import('./run-step.mjs').Step} */
const ui = { name: 'ui', command: [node, 'test/host/ui.mjs'], counts: 'mocha', timeout: 40 * minute };

/** @type {import('./run-step.mjs').Step[]} */
const first = [{ name: 'build', command: [node, 'esbuild.mjs'], counts: 'one', timeout: 5 * minute }];
/** Processes that are killed over and over: minutes of waiting, so they go to the shorter lane. */
const kills = 'test/kill/kill.test.ts';
/**
 * Two lanes side by side, about as long as each other: the unit tests keep one core busy, the real VS Code and the checks the other.
 * @type {import('./run-step.mjs').Step[][]}
 */
const lanes = [
  [{ name: 'unit', command: [node, 'test/unit.mjs', `!${kills}`], counts: 'mocha', timeout: 40 * minute }],
  [
    ...(host ? [integration, ui] : []),
    { name: 'kill', command: [node, 'test/unit.mjs', kills], counts: 'mocha', timeout: 15 * minute },
    { name: 'lint', command: script('lint'), counts: 'one', timeout: 5 * minute },
    { name: 'format', command: script('format:check'), counts: 'one', timeout: 5 * minute },
    { name: 'types', command: script('types'), counts: 'one', timeout: 5 * minute },
    { name: 'unused', command: script('unused'), counts: 'one', timeout: 5 * minute },
  ],
];

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => void stopAll().then(() => process.exit(130)));
}

const started = Date.now();
const results = await runLane(first);
if (results.every((result) => result.failed === 0)) {
  for (const lane of await Promise.all(lanes.map(runLane))) results.push(...lane);
}
report(results);

/** @param {import('./run-step.mjs').Step[]} steps */
async function runLane(steps) {
  const results = [];
  for (const step of steps) results.push(await runStep(step));
  return results;
}

/** @param {import('./run-step.mjs').Result[]} results */
function report(results) {
  for (const { step, failed, output } of results) {
    if (failed > 0) console.log(`\n──── ${step.name}: what failed ────\n${failures(output)}`);
  }
  console.log('');
  for (const { step, passed, failed, skipped, ms } of results) {
    const counts = `${passed} passed${failed > 0 ? `, ${failed} failed` : ''}${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    console.log(`${failed > 0 ? '✗' : '✓'} ${step.name.padEnd(12)}${counts} (${(ms / 1000).toFixed(1)} s)`);
  }
  console.log(`all of it in ${((Date.now() - started) / 1000).toFixed(0)} s`);
  const sum = (/** @type {'passed' | 'failed'} */ key) => results.reduce((total, result) => total + result[key], 0);
  process.exitCode = sum('failed') > 0 ? 1 : 0;
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
}

/**
 * mocha lists its failures after the line “N failing”; everything else is short enough to be shown whole.
 * @param {string} output
 */
function failures(output) {
  const at = output.search(/^\s*\d+ failing$/m);
  return (at < 0 ? output : output.slice(at)).trimEnd();
}

/**
 * A script of package.json.
 * @param {string} name
 */
function script(name) {
  const npm = process.env.npm_execpath ? [node, process.env.npm_execpath] : ['npm'];
  return [...npm, 'run', '--silent', name];
}
