/** How long the extension itself takes to load and activate, in fresh processes, with an editor that costs nothing and Node's own modules loaded. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { median, shipped, type BenchRow } from './bench-row.js';

const targetMs = 10;
const runs = 15;

export async function benchActivation(): Promise<{ rows: BenchRow[] }> {
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const { stdout } = await promisify(execFile)(process.execPath, ['test/bench/activate-once.cjs', shipped('dist/extension.cjs')]);
    const { ms, subscriptions } = JSON.parse(stdout) as { ms: number; subscriptions: number };
    if (subscriptions === 0) throw new Error('the extension subscribed to nothing: it was not activated');
    times.push(ms);
  }
  const ms = median(times);
  return {
    rows: [
      {
        what: `activation, own time (median of ${runs})`,
        ours: `${ms.toFixed(1)} ms`,
        reference: '',
        target: `≤ ${targetMs} ms`,
        ok: ms <= targetMs,
      },
    ],
  };
}
