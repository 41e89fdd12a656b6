/**
 * One dream in a process of its own, as a terminal starts it. Prints `{ ms, maxRssMb, state, reason, read, operations }`.
 *   node dream-once.js <repo> <assets>
 */
import { createReverie, openRepo } from '../../src/node/engine.js';

const [dir = '', assets = ''] = process.argv.slice(2);
const began = performance.now();
const reverie = await createReverie({ repo: await openRepo(dir), kind: 'cli', assets, version: 'bench' });
const { state, reason, read, operations } = await reverie.dream(
  { trigger: 'command', apply: 'auto' },
  { signal: new AbortController().signal },
);
const ms = performance.now() - began;
await reverie.close();
const maxRssMb = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ ms, maxRssMb, state, reason, read, operations: operations.length }));
