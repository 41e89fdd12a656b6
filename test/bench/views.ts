/** How soon a verdict shows everywhere with five thousand findings, and that only opened files have threads. The extension's own time: the editor costs nothing. */
import { build } from 'esbuild';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { median, type BenchRow } from './bench-row.js';
import type * as viewsRun from './views-run.js';

const targetMs = 100;
const verdicts = 9;

export async function benchViews(): Promise<{ rows: BenchRow[] }> {
  const outfile = path.join(process.env['REVERIE_TEST_OUT'] ?? 'out', 'views-run.mjs');
  await build({
    entryPoints: ['test/bench/views-run.ts'],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    alias: { vscode: './test/bench/fake-editor.ts' },
    logLevel: 'warning',
  });
  const { measureViews } = (await import(pathToFileURL(path.resolve(outfile)).href)) as typeof viewsRun;
  const { firstMs, verdictMs, treeMs, problems, threads, opened } = await measureViews(verdicts);
  if (problems !== 5_000) throw new Error(`${problems} problems were shown, not 5,000`);
  const row = (what: string, ms: number): BenchRow => ({
    what,
    ours: `${ms.toFixed(0)} ms`,
    reference: '',
    target: `≤ ${targetMs} ms`,
    ok: ms <= targetMs,
  });
  return {
    rows: [
      row(
        `5,000 findings: a verdict stands in the tree (all its rows) and in Problems (median of ${verdicts}, gathering included)`,
        median(verdictMs),
      ),
      row('5,000 findings: first in Problems and threads', firstMs),
      row('5,000 findings: every row of the tree', treeMs),
      {
        what: '5,000 findings in 500 files, 2 of them open: threads',
        ours: String(threads),
        reference: `${opened} findings in open files`,
        ratio: threads / opened,
        target: 'as many',
        ok: threads === opened,
      },
    ],
  };
}
