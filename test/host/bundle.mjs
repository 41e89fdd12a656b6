// @ts-check
/** Bundles the host's tests: those of the extension host as CommonJS, those of the workbench as modules for Node. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { common, esmRequire } from '../../esbuild.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '../..');

/** A folder of its own for this process, so that runs side by side do not disturb each other. */
export const out = path.join(root, 'out', `host-${process.pid}`);

/** The host's own modules stay where they are: they find the project by their place in it. */
const ownModules = {
  name: 'own-modules',
  /** @param {import('esbuild').PluginBuild} plugin */
  setup(plugin) {
    plugin.onResolve({ filter: /^\..*\.mjs$/ }, (args) => ({
      path: pathToFileURL(path.resolve(args.resolveDir, args.path)).href,
      external: true,
    }));
  },
};

/**
 * Bundles every test of `folder` whose path contains one of `wanted` (all, when it is empty).
 * @param {'integration' | 'ui'} folder
 * @param {string[]} [wanted]
 * @returns {Promise<string[]>} the bundles, in the order of their names
 */
export async function bundleTests(folder, wanted = []) {
  const files = (await readdir(path.join(here, folder)))
    .filter((name) => /\.(host|ui)\.ts$/.test(name))
    .filter((name) => wanted.length === 0 || wanted.some((part) => path.join(folder, name).includes(part)))
    .sort();
  return bundle(
    files.map((name) => path.join(here, folder, name)),
    folder === 'integration' ? 'cjs' : 'esm',
  );
}

/**
 * @param {string[]} files
 * @param {'cjs' | 'esm'} format
 */
export async function bundle(files, format) {
  const extension = format === 'cjs' ? '.cjs' : '.js';
  await build({
    ...common,
    entryPoints: files,
    outbase: here,
    outdir: out,
    outExtension: { '.js': extension },
    format,
    packages: 'external',
    external: ['vscode'],
    plugins: [...(common.plugins ?? []), ownModules],
    sourcemap: 'inline',
    minify: false,
    ...(format === 'esm' && { splitting: true, chunkNames: 'chunks/[name]-[hash]', banner: esmRequire }),
  });
  return files.map((file) => path.join(out, path.relative(here, file).replace(/\.ts$/, extension)));
}
