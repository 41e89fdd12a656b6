/**
 * The review of real changes beside ESLint, oxlint and the least that a review can do; what twice the rules cost; and the memory of a large review.
 * Clones come from the folder that REVERIE_BENCH_REPOS names. ESLint reads TypeScript only with a parser of its own, which needs an older
 * TypeScript than this project's: REVERIE_BENCH_ESLINT may name a folder with eslint, @eslint/js and @typescript-eslint/parser in its node_modules.
 */
import { spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import { type BenchRow, median, shipped } from './bench-row.js';
import { byFiles, clones, type RealChanges, realChanges, realFiles } from './real-changes.js';

const runs = 5;
const wantedFiles = 300;
/** Some are skipped as generated or vendored. */
const spareFiles = 20;
const maxRatio = 0.5;
const maxGrowth = 1.2;
const maxMegabytes = 400;

const javascript = ['.js', '.mjs', '.cjs', '.jsx'];
const typescript = ['.ts', '.mts', '.cts', '.tsx'];

/** Of each language the endings of its files. */
const languages = [
  javascript,
  typescript,
  ['.py'],
  ['.go'],
  ['.java'],
  ['.rs'],
  ['.cs'],
  ['.c', '.h', '.cc', '.cpp', '.hpp'],
  ['.rb'],
  ['.php'],
  ['.sh', '.bash'],
];

export async function benchAnalysis(): Promise<{ rows: BenchRow[] }> {
  const found = await clones();
  if (found.length === 0) return { rows: [skipped('set REVERIE_BENCH_REPOS to a folder with clones')] };
  const rows: BenchRow[] = [];
  for (const [language, endings] of [
    ['JavaScript', javascript],
    ['TypeScript', typescript],
  ] as const) {
    const changes = await firstWith(found, endings);
    if (!changes) {
      rows.push(skipped(`no clone has ${wantedFiles} changed ${language} files`));
      continue;
    }
    try {
      rows.push(...(await besideLinters(language, changes)), ...(await moreRules(language, changes)));
    } finally {
      await changes.repo.dispose();
    }
  }
  const many = await realFiles(found, { endings: languages, count: 2_000 });
  try {
    rows.push(await memoryOf(many));
  } finally {
    await many.repo.dispose();
  }
  return { rows };
}

function skipped(why: string): BenchRow {
  return { what: 'review of real changes', ours: `not measured: ${why}`, reference: '' };
}

async function firstWith(found: string[], endings: string[]): Promise<RealChanges | undefined> {
  for (const gitDir of await byFiles(found, endings)) {
    const changes = await realChanges(gitDir, { endings, count: wantedFiles + spareFiles });
    if (changes) return changes;
  }
  return undefined;
}

async function besideLinters(language: string, changes: RealChanges): Promise<BenchRow[]> {
  const { repo } = changes;
  const files = await reviewedFiles(changes);
  const programs: Record<string, string[] | undefined> = {
    ours: [shipped('dist/engine/cli.js'), 'review', '--commit', 'HEAD', '--format', 'json'],
    eslint: await eslint(repo.dir, { files, typescript: language === 'TypeScript' }),
    oxlint: [path.resolve('node_modules/oxlint/bin/oxlint'), '--quiet', ...files],
    floor: [await program('analysis-floor'), repo.dir],
  };
  const times = new Map<string, number[]>(Object.keys(programs).map((name) => [name, []]));
  for (let i = 0; i <= runs; i++) {
    for (const [name, args] of Object.entries(programs)) {
      if (!args) continue;
      await rm(path.join(repo.dir, '.git/reverie'), { recursive: true, force: true });
      const took = await timeOf(args, repo.dir);
      if (i > 0) times.get(name)!.push(took.ms);
    }
  }
  const of = (name: string): number => median(times.get(name)!);
  const ours = of('ours');
  const what = `review of ${files.length} changed ${language} files (${(changes.bytes / 1e6).toFixed(1)} MB, ${changes.name}), median of ${runs}`;
  const row = (reference: string, name: string): BenchRow => ({
    what,
    ours: seconds(ours),
    reference: `${seconds(of(name))} (${reference})`,
    ratio: ours / of(name),
  });
  const beside = programs['eslint']
    ? { ...row('ESLint, recommended rules', 'eslint'), target: `≤ ${maxRatio}`, ok: ours / of('eslint') <= maxRatio }
    : { what, ours: seconds(ours), reference: 'ESLint reads no TypeScript without a parser (see REVERIE_BENCH_ESLINT)' };
  return [beside, row('oxlint', 'oxlint'), row('the floor: git diff and reading both sides', 'floor')];
}

/** Of the files those that the review does not skip: nobody else shall read more than it does. */
async function reviewedFiles({ repo }: RealChanges): Promise<string[]> {
  const { stdout } = await timeOf([shipped('dist/engine/cli.js'), 'review', '--commit', 'HEAD', '--format', 'json'], repo.dir);
  const report = JSON.parse(stdout) as { coverage: { path: string; state: string }[] };
  return report.coverage.filter(({ state }) => state === 'reviewed').map((row) => row.path);
}

/** Undefined when it cannot read the language. */
async function eslint(dir: string, options: { files: string[]; typescript: boolean }): Promise<string[] | undefined> {
  const from = createRequire(path.join(path.resolve(process.env['REVERIE_BENCH_ESLINT'] ?? '.'), 'package.json'));
  let parser: string | undefined;
  if (options.typescript) {
    try {
      parser = from.resolve('@typescript-eslint/parser');
    } catch {
      return undefined;
    }
  }
  const config = path.join(dir, '.git/eslint.config.mjs');
  const parserImport = parser === undefined ? '' : `import * as parser from ${JSON.stringify(pathToFileURL(parser).href)};\n`;
  await writeFile(
    config,
    `import js from ${JSON.stringify(pathToFileURL(from.resolve('@eslint/js')).href)};\n${parserImport}` +
      `export default [{ ...js.configs.recommended, files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'], languageOptions: { ${parser === undefined ? '' : 'parser, '}` +
      `parserOptions: { ecmaFeatures: { jsx: true } } } }];\n`,
  );
  const program = path.join(path.dirname(from.resolve('eslint/package.json')), 'bin/eslint.js');
  return [program, '--config', config, '--no-ignore', '--format', 'json', ...options.files];
}

async function moreRules(language: string, { repo }: RealChanges): Promise<BenchRow[]> {
  const variant = await program('analysis-variant');
  const times: Record<'half' | 'all' | 'double', number[]> = { half: [], all: [], double: [] };
  const counts = { half: 0, all: 0, double: 0 };
  for (let i = 0; i <= runs; i++) {
    for (const name of ['half', 'all', 'double'] as const) {
      const { stdout } = await timeOf([variant, repo.dir, path.resolve(shipped('dist/assets')), name], repo.dir);
      const { ms, rules } = JSON.parse(stdout) as { ms: number; rules: number };
      counts[name] = rules;
      if (i > 0) times[name].push(ms);
    }
  }
  const row = (what: string, [more, fewer]: ['all' | 'double', 'half' | 'all']): BenchRow => {
    const [a, b] = [median(times[more]), median(times[fewer])];
    return {
      what: `${what}, the same ${language} files`,
      ours: `${seconds(a)} (${counts[more]} rules)`,
      reference: `${seconds(b)} (${counts[fewer]} rules)`,
      ratio: a / b,
    };
  };
  const twice = row('twice the rules, by copies under other names', ['double', 'all']);
  return [
    { ...twice, target: `≤ ${maxGrowth}`, ok: twice.ratio! <= maxGrowth },
    // other rules bring other files that have to be parsed, up to all of them: no measure of what a rule costs
    row('all rules beside every other one, with more files to parse', ['all', 'half']),
  ];
}

async function memoryOf({ repo, files, bytes, name }: RealChanges): Promise<BenchRow> {
  const noted = path.join(repo.dir, '.git/peak');
  const note = `import { writeFileSync } from 'node:fs'; process.on('exit', () => writeFileSync(${JSON.stringify(noted)}, String(process.resourceUsage().maxRSS)));`;
  const args = ['--import', `data:text/javascript,${encodeURIComponent(note)}`, shipped('dist/engine/cli.js')];
  const { ms } = await timeOf([...args, 'review', '--commit', 'HEAD', '--format', 'json'], repo.dir);
  const megabytes = Number(await readFile(noted, 'utf8')) / 1024;
  return {
    what: `peak memory of a review of ${files.length} added files in ten languages (${(bytes / 1e6).toFixed(1)} MB, ${name}; ${seconds(ms)})`,
    ours: `${Math.round(megabytes)} MB`,
    reference: '',
    target: `≤ ${maxMegabytes} MB`,
    ok: megabytes <= maxMegabytes,
  };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

/** Bundles a program of this folder; resolves with its path. */
async function program(name: string): Promise<string> {
  const url = pathToFileURL(path.resolve('esbuild.mjs')).href;
  const { common, esmRequire } = (await import(url)) as { common: BuildOptions; esmRequire: Record<string, string> };
  const outdir = process.env['REVERIE_TEST_OUT'] ?? 'out';
  await build({
    ...common,
    entryPoints: { [name]: `test/bench/${name}.ts` },
    outdir,
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    banner: esmRequire,
  });
  return path.resolve(outdir, `${name}.mjs`);
}

/** Milliseconds from spawning Node to its end, and what it printed. Rejects when it ends with another code than 0 or 1 (findings). */
function timeOf(args: string[], cwd: string): Promise<{ ms: number; stdout: string }> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      const ms = performance.now() - began;
      if (code === 0 || code === 1) resolve({ ms, stdout: Buffer.concat(chunks).toString('utf8') });
      else reject(new Error(`node ${args.slice(0, 6).join(' ')} … ended with ${code}: ${stderr.slice(0, 2_000)}`));
    });
  });
}
