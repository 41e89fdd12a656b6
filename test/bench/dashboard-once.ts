/**
 * The figures of the dashboard, read in a process of their own as the extension host reads them, and drawn as data.
 * Prints `{ ms, maxRssMb, longestBlockMs, told, weeks }`.
 *   node dashboard-once.js <repo> <assets>
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { createReverie, openRepo } from '../../src/node/engine.js';
import { dashboardRepo } from '../../src/vscode/dashboard/dashboard-sections.js';

const [dir = '', assets = ''] = process.argv.slice(2);
const reverie = await createReverie({ repo: await openRepo(dir), kind: 'cli', assets, version: 'bench' });
/** How late a timer may be by itself, in ms. */
const resolution = 5;
const delay = monitorEventLoopDelay({ resolution });
delay.enable();
let told = 0;
const began = performance.now();
const [trends, memory, journal, proposals] = await Promise.all([
  reverie.trends({ onProgress: () => (told += 1) }),
  reverie.memory(),
  reverie.journal(),
  reverie.proposals(),
]);
const health = await reverie.health();
const { sections } = dashboardRepo({ name: 'many', trends, memory, journal, proposals, health });
const ms = performance.now() - began;
await pause(4 * resolution);
const longestBlockMs = Math.max(0, delay.max / 1e6 - resolution);
delay.disable();
await reverie.close();
const maxRssMb = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ ms, maxRssMb, longestBlockMs, told, weeks: sections[0]?.table.rows.length ?? 0 }));
