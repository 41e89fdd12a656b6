// Runs the benches and writes docs/benchmarks.md.
//   node test/bench.mjs [-- part…]     parts: see the list below
// With parts, only those run and the other rows stay as they are.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { common, esmRequire } from '../esbuild.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const doc = path.join(root, 'docs/benchmarks.md');
const out = path.join(root, 'out', `bench-${process.pid}`);
process.env.REVERIE_TEST_OUT = out;
process.env.REVERIE_SHIPPED = path.join(out, 'shipped');

/** Part → the file whose first exported function measures it. */
const parts = {
  bundle: 'bundle-size',
  activation: 'activation',
  review: 'review-start',
  transcript: 'transcript-append',
  memory: 'memory-bench',
  recall: 'recall-bench',
  'memory-kill': 'memory-kill',
  explorer: 'explorer',
  kill: 'kill',
  anchors: 'anchors',
  analysis: 'analysis',
  replay: 'replay',
  noise: 'noise',
  agents: 'agents',
  views: 'views',
  warnings: 'warnings',
  preference: 'preference',
  outcomes: 'outcomes',
  'dream-scale': 'dream-scale',
  dashboard: 'dashboard',
  rot: 'rot',
  'dream-kill': 'dream-kill',
};

const wanted = process.argv.slice(2).filter((arg) => arg !== '--');
const unknown = wanted.filter((part) => !(part in parts));
if (unknown.length) {
  console.error(`There is no bench ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}

const load = os.loadavg()[0].toFixed(1);
const rows = readRows();
let failed = false;
try {
  const built = spawnSync(process.execPath, ['esbuild.mjs', '--production'], { stdio: 'inherit' });
  if (built.status !== 0) throw new Error('the build failed');
  // a copy of its own: whoever builds meanwhile changes nothing that is measured
  cpSync('dist', path.join(process.env.REVERIE_SHIPPED, 'dist'), { recursive: true });
  cpSync('package.json', path.join(process.env.REVERIE_SHIPPED, 'package.json'));
  for (const part of Object.keys(parts)) {
    if (wanted.length && !wanted.includes(part)) continue;
    console.log(`${part} …`);
    rows.set(part, await measure(part));
    for (const row of rows.get(part)) console.log(`  ${row.slice(1).filter(Boolean).join(' · ')}`);
  }
} finally {
  rmSync(out, { recursive: true, force: true });
}
writeFileSync(doc, page());
console.log(`Written to ${path.relative(root, doc)}`);
process.exit(failed ? 1 : 0);

/** The table's rows of one part; a bench that cannot run says why in its row. */
async function measure(part) {
  const source = `test/bench/${parts[part]}.ts`;
  if (!existsSync(source)) return [[part, `not measured: ${source} is missing`, '', '', '', '', '']];
  try {
    await build({
      ...common,
      entryPoints: { [part]: source },
      outdir: out,
      outExtension: { '.js': '.mjs' },
      format: 'esm',
      banner: esmRequire,
      external: ['esbuild', 'eslint', '@eslint/js'],
      sourcemap: 'inline',
    });
    const module = await import(pathToFileURL(path.join(out, `${part}.mjs`)).href);
    const bench = Object.values(module).find((value) => typeof value === 'function');
    const measured = await bench();
    // a bench that lacks what it measures on says so, and its rows stay
    if (measured.keep) {
      console.log(`  skipped: ${measured.keep}`);
      return rows.get(part) ?? [];
    }
    return measured.rows.map(({ what, ours, reference, ratio, target, ok }) => {
      if (ok === false) failed = true;
      return [
        part,
        what,
        ours,
        reference,
        ratio === undefined ? '' : ratio.toFixed(2),
        target ?? '',
        { true: 'yes', false: '**no**' }[ok] ?? '',
      ];
    });
  } catch (error) {
    failed = true;
    console.error(error);
    return [[part, 'failed', String(error.message).split('\n')[0], '', '', '', '**no**']];
  }
}

function readRows() {
  const found = new Map();
  if (!existsSync(doc)) return found;
  for (const line of readFileSync(doc, 'utf8').split('\n')) {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const part = cells[1];
    if (cells.length !== 9 || !(part in parts)) continue;
    found.set(part, [...(found.get(part) ?? []), cells.slice(1, -1).map((cell) => cell.replaceAll('\\|', '|'))]);
  }
  return found;
}

function page() {
  const header = ['part', 'what', 'ours', 'reference', 'ratio', 'target', 'held?'];
  const table = [header, header.map(() => '---'), ...Object.keys(parts).flatMap((part) => rows.get(part) ?? [])];
  const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const cpu = os.cpus()[0]?.model.trim() ?? 'unknown processor';
  return `# Benchmarks

Measured by \`npm run bench\` and written by it; \`npm run bench -- review\` repeats one part and keeps the other rows.
A ratio is ours / reference; both are measured in turns in the same run. Times are of this machine, ratios travel better.

${table.map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n')}

Machine of the last run: ${os.cpus().length} × ${cpu}, Node ${process.versions.node}, ${process.platform} ${process.arch}, ${new Date().toISOString().slice(0, 10)}, load average ${load} before it began (from 1 on, other work slows these times).
`;
}
