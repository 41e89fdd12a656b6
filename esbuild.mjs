// Builds everything: the eager extension, the lazy engine, the CLI, the webviews, and on demand the tests.
//   node esbuild.mjs [--production] [--watch]
import { context, build } from 'esbuild';
import { cp, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

const root = path.dirname(fileURLToPath(import.meta.url));
const resolve = createRequire(import.meta.url).resolve;

/** The built-in rules, parsed once at build time: `import { builtInRules } from 'reverie:rules'`. */
const rulesPlugin = {
  name: 'reverie-rules',
  setup(b) {
    const folder = path.join(root, 'src/core/analysis/rules');
    b.onResolve({ filter: /^reverie:rules$/ }, () => ({ path: folder, namespace: 'reverie-rules' }));
    b.onLoad({ filter: /.*/, namespace: 'reverie-rules' }, async () => {
      const files = (await readdir(folder, { recursive: true })).filter((f) => f.endsWith('.yml')).sort();
      const rules = [];
      for (const file of files) {
        for (const doc of parseAllDocuments(await readFile(path.join(folder, file), 'utf8'))) {
          if (doc.errors.length) throw new Error(`${file}: ${doc.errors[0].message}`);
          if (doc.contents) rules.push({ ...doc.toJS(), file: file.replaceAll('\\', '/') });
        }
      }
      // JSON.parse of one string starts faster than an object literal of this size
      const contents = `export const builtInRules = JSON.parse(${JSON.stringify(JSON.stringify(rules))});`;
      return { contents, loader: 'js', watchDirs: [folder], watchFiles: files.map((f) => path.join(folder, f)) };
    });
  },
};

const production = process.argv.includes('--production');
/** @type {import('esbuild').BuildOptions} */
export const common = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  sourcemap: production ? false : 'linked',
  minify: production,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
  // prompts are prose in files of their own
  loader: { '.md': 'text' },
  plugins: [rulesPlugin],
};

/** ESM output may meet CommonJS dependencies that call `require`. */
export const esmRequire = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};

export async function copyAssets(to) {
  await mkdir(to, { recursive: true });
  const from = {
    'ast-grep.wasm': resolve('@ast-grep/wasm/wasm_bg.wasm'),
    'web-tree-sitter.wasm': resolve('web-tree-sitter/web-tree-sitter.wasm'),
  };
  for (const language of ['javascript', 'typescript', 'tsx', 'python', 'go', 'java', 'rust', 'csharp', 'cpp', 'ruby', 'php', 'bash']) {
    const grammar = language === 'csharp' ? 'c-sharp' : language;
    from[`tree-sitter-${language}.wasm`] = resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${grammar}.wasm`);
  }
  for (const [name, file] of Object.entries(from)) {
    const target = path.join(to, name);
    const same = await stat(target).then(
      async (t) => t.size === (await stat(file)).size,
      () => false,
    );
    if (!same) await cp(file, target);
  }
}

async function webviews() {
  const folder = path.join(root, 'media');
  const entries = (await readdir(folder, { withFileTypes: true })).filter((e) => e.isDirectory());
  const found = [];
  for (const entry of entries) {
    const files = await readdir(path.join(folder, entry.name));
    if (files.includes('main.ts')) found.push({ in: path.join(folder, entry.name, 'main.ts'), out: entry.name });
  }
  return found;
}

async function outputs() {
  /** @type {import('esbuild').BuildOptions[]} */
  const all = [
    // the eager extension: no zod, no engine; the engine and what runs on demand are loaded from their own files.
    // Always minified, without kept names: its size is paid at every start
    {
      ...common,
      minify: true,
      keepNames: false,
      entryPoints: { extension: path.join(root, 'src/extension.ts'), 'on-demand': path.join(root, 'src/vscode/on-demand.ts') },
      outExtension: { '.js': '.cjs' },
      outdir: path.join(root, 'dist'),
      format: 'cjs',
      external: ['vscode', './engine/engine.js', './on-demand.cjs'],
      metafile: true,
    },
    // the engine and the CLI, built without `vscode` as an external: a leak breaks the build
    {
      ...common,
      entryPoints: { engine: path.join(root, 'src/node/engine.ts'), cli: path.join(root, 'src/cli/main.ts') },
      outdir: path.join(root, 'dist/engine'),
      format: 'esm',
      splitting: true,
      chunkNames: 'chunks/[name]-[hash]',
      banner: esmRequire,
    },
  ];
  const views = await webviews();
  if (views.length) {
    all.push({
      ...common,
      platform: 'browser',
      target: 'es2022',
      entryPoints: views,
      outdir: path.join(root, 'dist/media'),
      format: 'esm',
      plugins: [],
    });
  }
  return all;
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await rm(path.join(root, 'dist/engine'), { recursive: true, force: true });
  await copyAssets(path.join(root, 'dist/assets'));
  const builds = await outputs();
  if (process.argv.includes('--watch')) {
    for (const options of builds) await (await context(options)).watch();
  } else {
    await Promise.all(builds.map((options) => build(options)));
  }
}
