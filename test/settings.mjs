// Writes what package.json and src/vscode/settings-table.ts take from schemas: the settings (src/protocol/settings.ts), and the tools for
// coding agents (src/core/agent-tools/).
//   npm run settings
import { build } from 'esbuild';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { common, esmRequire } from '../esbuild.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const outdir = path.join(root, 'out', `settings-${process.pid}`);
try {
  await build({
    ...common,
    entryPoints: ['settings-made', 'agents-made'].map((name) => path.join(root, `test/vscode/${name}.ts`)),
    outdir,
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    banner: esmRequire,
  });
  const { settingsTable, withSettings } = await import(pathToFileURL(path.join(outdir, 'settings-made.mjs')).href);
  const { withAgentTools } = await import(pathToFileURL(path.join(outdir, 'agents-made.mjs')).href);
  const manifest = path.join(root, 'package.json');
  await write(manifest, JSON.stringify(withAgentTools(withSettings(JSON.parse(readFileSync(manifest, 'utf8')))), null, 2));
  await write(path.join(root, 'src/vscode/settings-table.ts'), settingsTable());
} finally {
  rmSync(outdir, { recursive: true, force: true });
}

async function write(file, text) {
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}
