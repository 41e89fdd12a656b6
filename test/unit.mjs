// Bundles the unit tests (all, or those whose path contains one of the arguments) and runs them with mocha.
//   node test/unit.mjs [part-of-a-path…] [!part-of-a-path…] [-- mocha arguments]     `!`: those are left out
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { common, copyAssets, esmRequire } from '../esbuild.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const args = process.argv.slice(2);
const cut = args.indexOf('--');
const parts = cut < 0 ? args : args.slice(0, cut);
const wanted = parts.filter((part) => !part.startsWith('!'));
const unwanted = parts.filter((part) => part.startsWith('!')).map((part) => part.slice(1));
const mochaArgs = cut < 0 ? [] : args.slice(cut + 1);

const files = readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .map((f) => path.join('test', f))
  .filter((f) => f.endsWith('.test.ts') && !f.startsWith(path.join('test', 'host')))
  .filter((f) => wanted.length === 0 || wanted.some((w) => f.includes(path.normalize(w))))
  .filter((f) => !unwanted.some((w) => f.includes(path.normalize(w))))
  .sort();
if (files.length === 0) {
  console.error(`no unit test matches ${wanted.join(' ')}`);
  process.exit(1);
}

// a folder of its own, so that runs side by side do not disturb each other
const out = path.join(root, 'out', `unit-${process.pid}`);
let status = 1;
try {
  await copyAssets(path.join(root, 'dist/assets'));
  await build({
    ...common,
    entryPoints: files.map((f) => path.join(root, f)),
    outbase: root,
    outdir: out,
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    banner: esmRequire,
    packages: 'external',
    external: ['vscode'],
    minify: false,
    sourcemap: 'inline',
  });
  const specs = files.map((f) => path.join(out, f.replace(/\.ts$/, '.js')));
  const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js');
  status =
    spawnSync(process.execPath, ['--enable-source-maps', mocha, '--timeout', '20000', ...mochaArgs, ...specs], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, REVERIE_TEST_OUT: out },
    }).status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
process.exit(status);
