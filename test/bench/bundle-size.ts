/** The size of what every window loads at its start: the eager extension, minified. */
import { stat } from 'node:fs/promises';
import { shipped, type BenchRow } from './bench-row.js';

const targetKb = 60;

export async function benchBundleSize(): Promise<{ rows: BenchRow[] }> {
  const kb = (await stat(shipped('dist/extension.cjs'))).size / 1024;
  return {
    rows: [{ what: 'eager bundle, minified', ours: `${kb.toFixed(1)} KB`, reference: '', target: `≤ ${targetKb} KB`, ok: kb <= targetKb }],
  };
}
