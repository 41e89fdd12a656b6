/**
 * A process that dreams once, as a window or a terminal does, and prints `{ state, reason, newVerdicts }`.
 *   node dream-driver.js <repo> <assets> <lease term in ms> <cli|vscode> [<storage> [<day, for a daily dream>]]
 */
import { createReverie, openRepo } from '../../src/node/engine.js';

const [dir = '', assets = '', term = '', kind = 'cli', storage, day] = process.argv.slice(2);
const reverie = await createReverie({
  repo: await openRepo(dir),
  kind: kind === 'vscode' ? 'vscode' : 'cli',
  assets,
  version: 'kill',
  leaseTermMs: Number(term),
  ...(storage && { storage }),
});
const request = day === undefined ? { trigger: 'command' as const } : { trigger: 'daily' as const, day };
const { state, reason, read } = await reverie.dream({ ...request, apply: 'auto' }, { signal: new AbortController().signal });
await reverie.close();
console.log(JSON.stringify({ state, reason, newVerdicts: read.newVerdicts }));
