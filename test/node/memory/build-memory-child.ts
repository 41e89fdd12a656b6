/** Bundles `memory-child.ts`, a process of its own on a memory. */
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

/** Resolves with the path of the script. */
export async function buildMemoryChild(): Promise<string> {
  const script = path.join(process.env['REVERIE_TEST_OUT'] ?? os.tmpdir(), 'memory-child.mjs');
  await build({
    entryPoints: [path.resolve('test/node/memory/memory-child.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  return script;
}
