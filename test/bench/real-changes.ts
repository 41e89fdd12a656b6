/** Changes of real history, in repositories of their own that borrow the objects of a clone; one without its largest objects will do. */
import { execFile, spawn } from 'node:child_process';
import { readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { minifiedReason } from '../../src/core/analysis/minified.js';
import { generatedReason } from '../../src/core/changes/generated.js';
import { skipReason } from '../../src/core/changes/skip.js';
import { type TempRepo, tempRepo } from '../support/git-repo.js';

/** `files`: what the last commit of the repository changed. */
export type RealChanges = { repo: TempRepo; files: string[]; bytes: number; name: string };

/** Larger ones are bundles that nobody writes. */
const largestFile = 300_000;

/**
 * The files with one of these endings that the newest commits of a clone changed, going back as far as it takes to find `count` (at most twice
 * as many), as one commit in a tree that has everything else too. Only these files are in the work tree. Undefined when the history has fewer.
 */
export async function realChanges(gitDir: string, wanted: { endings: string[]; count: number }): Promise<RealChanges | undefined> {
  for (const back of [50, 100, 200, 400, 800, 1_600, 3_200]) {
    const changed = (await changedBlobs(gitDir, `HEAD~${back}`)).filter(({ file }) => isReviewed(file, wanted.endings));
    const contents = await blobs(gitDir, [...new Set(changed.flatMap(({ ids }) => ids))]);
    const isWhole = ({ ids }: Changed): boolean => ids.every((id) => contents.has(id) && isWritten(contents.get(id)!));
    const whole = changed.filter(isWhole).slice(0, wanted.count * 2);
    if (whole.length < wanted.count) continue;
    const repo = await tempRepo();
    await writeFile(path.join(repo.dir, '.git/objects/info/alternates'), `${path.resolve(gitDir, 'objects')}\n`);
    const head = await git(gitDir, ['rev-parse', 'HEAD^{tree}']);
    await repo.git('read-tree', head.trim());
    const after = await repo.git('write-tree');
    for (const some of chunks(whole, 500)) await repo.git('update-index', '--add', ...some.flatMap(beforeInIndex));
    const before = await repo.git('write-tree');
    const base = await repo.git('commit-tree', before, '-m', 'before');
    await repo.git('update-ref', 'HEAD', await repo.git('commit-tree', after, '-p', base, '-m', 'after'));
    await repo.git('read-tree', after);
    const texts = Object.fromEntries(whole.map(({ file, sides }) => [file, contents.get(sides[1]!)!]));
    for (const [file, content] of Object.entries(texts)) await repo.write(file, content);
    const bytes = Object.values(texts).reduce((sum, content) => sum + content.length, 0);
    return {
      repo,
      files: Object.keys(texts),
      bytes,
      name: path.basename(gitDir) === 'repo' ? path.basename(path.dirname(gitDir)) : path.basename(gitDir),
    };
  }
  return undefined;
}

/** Files of the newest commits of clones, at most `count`, as a repository whose last commit adds them all; each language in equal shares. */
export async function realFiles(gitDirs: string[], wanted: { endings: string[][]; count: number }): Promise<RealChanges> {
  const share = Math.ceil(wanted.count / wanted.endings.length);
  const repo = await tempRepo();
  await repo.commit('before', { 'README.md': 'empty\n' });
  const picked = new Map<string, { gitDir: string; id: string }>();
  const spare = new Map<string, { gitDir: string; id: string }>();
  for (const endings of wanted.endings) {
    let left = share;
    for (const [index, gitDir] of gitDirs.entries()) {
      for (const { file, id } of await treeOf(gitDir)) {
        if (!endings.some((ending) => file.endsWith(ending))) continue;
        (left-- > 0 ? picked : spare).set(`${index}/${file}`, { gitDir, id });
      }
    }
  }
  for (const [file, from] of spare) if (picked.size < wanted.count) picked.set(file, from);
  const files: Record<string, Buffer> = {};
  for (const gitDir of gitDirs) {
    const own = [...picked].filter(([, from]) => from.gitDir === gitDir);
    const contents = await blobs(gitDir, [...new Set(own.map(([, { id }]) => id))]);
    for (const [file, { id }] of own) if (contents.has(id)) files[file] = contents.get(id)!;
  }
  await repo.commit('after', files);
  const bytes = Object.values(files).reduce((sum, content) => sum + content.length, 0);
  return { repo, files: Object.keys(files), bytes, name: `${gitDirs.length} repositories` };
}

/** Clones, bare or not, at most three folders below the one that the environment names. */
export async function clones(): Promise<string[]> {
  const top = process.env['REVERIE_BENCH_REPOS'];
  const found: string[] = [];
  const look = async (folder: string, depth: number): Promise<void> => {
    for (const place of [folder, path.join(folder, '.git')]) {
      if (await isFile(path.join(place, 'HEAD'))) return void found.push(place);
    }
    if (depth === 0) return;
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries.filter((e) => e.isDirectory()).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      await look(path.join(folder, entry.name), depth - 1);
    }
  };
  if (top !== undefined) await look(top, 3);
  return found;
}

/** The clones that are written in a language first: those with many files of these endings, and few others. */
export async function byFiles(gitDirs: string[], endings: string[]): Promise<string[]> {
  const counted = await Promise.all(
    gitDirs.map(async (gitDir) => {
      const files = await treeOf(gitDir);
      const own = files.filter(({ file }) => endings.some((ending) => file.endsWith(ending))).length;
      return { gitDir, weight: own ** 2 / (files.length + 1) };
    }),
  );
  return counted.sort((a, b) => b.weight - a.weight).map(({ gitDir }) => gitDir);
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** What `git update-index` takes to put the old version of a file, or none, into the index. */
function beforeInIndex({ file, sides }: Changed): string[] {
  return sides[0] === undefined ? ['--force-remove', file] : ['--cacheinfo', `100644,${sides[0]},${file}`];
}

function chunks<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

function isReviewed(file: string, endings: string[]): boolean {
  return endings.some((ending) => file.endsWith(ending)) && skipReason(file) === undefined;
}

function isWritten(content: Buffer): boolean {
  const text = content.toString('latin1');
  return minifiedReason(text.split('\n')) === undefined && generatedReason(text) === undefined;
}

type Changed = { file: string; ids: string[]; sides: [string | undefined, string | undefined] };

/** Modified and added regular files since `base`; none when the history does not go back so far. */
async function changedBlobs(gitDir: string, base: string): Promise<Changed[]> {
  const known = await git(gitDir, ['rev-parse', '--verify', '--quiet', base]).catch(() => undefined);
  if (known === undefined) return [];
  const raw = await git(gitDir, ['diff', '--raw', '-z', '--no-renames', '--abbrev=40', base, 'HEAD']);
  return [...raw.matchAll(/:\d+ 100\d+ ([0-9a-f]{40}) ([0-9a-f]{40}) ([AM])\0([^\0]+)\0/g)].map(([, before, after, status, file]) => ({
    file: file!,
    ids: status === 'A' ? [after!] : [before!, after!],
    sides: [status === 'A' ? undefined : before, after],
  }));
}

async function treeOf(gitDir: string): Promise<{ file: string; id: string }[]> {
  const listed = await git(gitDir, ['ls-tree', '-r', '-z', 'HEAD']);
  return [...listed.matchAll(/100\d+ blob ([0-9a-f]+)\t([^\0]+)\0/g)].map(([, id, file]) => ({ id: id!, file: file! }));
}

/** The contents of those that are there and of a size that people write. */
async function blobs(gitDir: string, ids: string[]): Promise<Map<string, Buffer>> {
  const sizes = await git(gitDir, ['cat-file', '--batch-check'], ids.join('\n'));
  const wanted = [...sizes.matchAll(/^([0-9a-f]+) blob (\d+)$/gm)].filter(([, , size]) => Number(size) <= largestFile);
  const all = await gitBytes(gitDir, ['cat-file', '--batch'], wanted.map(([, id]) => id).join('\n'));
  const contents = new Map<string, Buffer>();
  let at = 0;
  for (const [, id, size] of wanted) {
    at = all.indexOf(0x0a, at) + 1;
    contents.set(id!, all.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return contents;
}

async function git(gitDir: string, args: string[], input?: string): Promise<string> {
  if (input !== undefined) return (await gitBytes(gitDir, args, input)).toString('utf8');
  return new Promise((resolve, reject) => {
    execFile('git', [`--git-dir=${gitDir}`, ...args], { maxBuffer: 1e9, env: noFetching }, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
  });
}

const noFetching = { ...process.env, GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' };

function gitBytes(gitDir: string, args: string[], input: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [`--git-dir=${gitDir}`, ...args], { env: noFetching, stdio: ['pipe', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(Buffer.concat(chunks)) : reject(new Error(`git ${args[0]} ended with ${code}`))));
    child.stdin.end(`${input}\n`);
  });
}
