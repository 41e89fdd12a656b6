/** Builds programs of the engine as a package would hold them, once per test run, to run them as real processes. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type BuildOptions } from 'esbuild';

const root = process.cwd();

/** Where a run's programs are; the test runner removes the folder. */
const out = path.join(process.env['REVERIE_TEST_OUT'] ?? path.join(tmpdir(), `reverie-out-${process.pid}`), 'package');

/** Folder with the grammars, as `createReverie` takes it. */
export const assets = path.join(out, 'dist/assets');

const built = new Map<string, Promise<string>>();

/** Bundles a TypeScript program (path from the repo's root) into `dist/engine/<name>.js` of a package folder; resolves with its path. */
export function bundle(name: string, entry: string): Promise<string> {
  const before = built.get(name);
  if (before) return before;
  const promise = bundleNow(name, entry);
  built.set(name, promise);
  return promise;
}

async function bundleNow(name: string, entry: string): Promise<string> {
  const url = pathToFileURL(path.join(root, 'esbuild.mjs')).href;
  const { common, esmRequire } = (await import(url)) as { common: BuildOptions; esmRequire: Record<string, string> };
  const outdir = path.join(out, 'dist/engine', name);
  await mkdir(outdir, { recursive: true });
  await cp(path.join(root, 'package.json'), path.join(out, 'package.json'));
  await symlink(path.join(root, 'dist/assets'), assets, 'dir').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
  });
  await build({
    ...common,
    entryPoints: { [name]: path.join(root, entry) },
    outdir: path.dirname(outdir),
    format: 'esm',
    splitting: true,
    chunkNames: `${name}/[name]-[hash]`,
    banner: esmRequire,
  });
  return path.join(path.dirname(outdir), `${name}.js`);
}

/** The CLI as a real process. */
export function cli(): Promise<string> {
  return bundle('cli', 'src/cli/main.ts');
}

export type Exit = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string };

/** Runs a bundled program to its end, without a terminal. */
export async function run(program: string, args: string[], options: { cwd: string; env?: NodeJS.ProcessEnv }): Promise<Exit> {
  return finished(start(program, args, options));
}

export function start(
  program: string,
  args: string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv; detached?: boolean },
): ChildProcessWithoutNullStreams {
  const env = { ...process.env, ...options.env };
  return spawn(process.execPath, [program, ...args], { cwd: options.cwd, env, detached: options.detached ?? false });
}

export function finished(child: ChildProcessWithoutNullStreams): Promise<Exit> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    // a child that ends at once may not read its input
    child.stdin.on('error', () => undefined);
    child.stdin.end();
  });
}
