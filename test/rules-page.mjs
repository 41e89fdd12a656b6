// Writes docs/rules.md from the rules.
//   node test/rules-page.mjs
import { build } from 'esbuild';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { common, esmRequire } from '../esbuild.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const outdir = path.join(root, 'out', `rules-page-${process.pid}`);
try {
  await build({
    ...common,
    entryPoints: [path.join(root, 'test/docs/rules-page.ts')],
    outdir,
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    banner: esmRequire,
  });
  const { rulesPage } = await import(pathToFileURL(path.join(outdir, 'rules-page.mjs')).href);
  writeFileSync(path.join(root, 'docs/rules.md'), rulesPage());
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
