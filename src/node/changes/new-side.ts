/** The new side of a change set as a whole: which files it has, and where a text stands in them. */
import { decodePath } from '../../core/changes/path-bytes.js';
import type { RepoGit } from '../git/repo-git.js';
import type { Sides } from './resolve-scope.js';

export type NewSide = { git: RepoGit; sides: Pick<Sides, 'newSide' | 'head'>; signal: AbortSignal };

/** Paths with `/` from the root: the commit's, the index's, or those of the work tree that are tracked or not ignored. Folders are not among them; links and submodules are. */
export async function pathsOfNewSide({ git, sides, signal }: NewSide): Promise<string[]> {
  if (sides.newSide === 'commit')
    return paths((await git.run(['ls-tree', '-r', '-z', '--name-only', '--full-tree', sides.head!], { signal })).stdout);
  if (sides.newSide === 'index') return paths((await git.run(['ls-files', '-z', '--cached', '--deduplicate'], { signal })).stdout);
  const [all, deleted] = await Promise.all([
    git.run(['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'], { signal }),
    git.run(['ls-files', '-z', '--deleted'], { signal }),
  ]);
  const gone = new Set(paths(deleted.stdout));
  return paths(all.stdout).flatMap((path) => (gone.has(path) ? [] : [path.replace(/\/$/, '')]));
}

/** Paths of the text files in which one of `texts` stands as it is written. Only files whose names end in one of `endings` (`.ts`) are searched. */
export async function searchNewSide({ git, sides, signal }: NewSide, texts: string[], endings: string[]): Promise<string[]> {
  const wanted = texts.filter((text) => text !== '' && !/[\n\0]/.test(text));
  if (wanted.length === 0 || endings.length === 0) return [];
  const where = { commit: [sides.head!], index: ['--cached'], 'work tree': ['--untracked'] }[sides.newSide];
  const options = ['-l', '-z', '-I', '-F', '--full-name', '--no-color', '--no-textconv', '--no-recurse-submodules', '--max-depth', '-1'];
  const found = await git.run(['grep', ...options, '-f', '-', ...where, '--', ...endings.map((ending) => `:(top,glob)**/*${ending}`)], {
    input: wanted.join('\n'),
    signal,
    // 1: nothing found
    expect: [1],
  });
  const prefix = sides.newSide === 'commit' ? `${sides.head!}:`.length : 0;
  return paths(found.stdout, prefix);
}

/** Those of the paths that the ignore files of the work tree leave out; none in a repository without a work tree. */
export async function ignoredPaths({ git, signal }: Pick<NewSide, 'git' | 'signal'>, candidates: string[]): Promise<string[]> {
  const asked = candidates.filter((path) => path !== '' && !path.startsWith('/') && !path.split('/').includes('..'));
  if (asked.length === 0) return [];
  // 1: none is ignored; 128: nothing to ask
  const found = await git.run(['check-ignore', '-z', '--stdin', '--no-index'], {
    input: asked.join('\0') + '\0',
    signal,
    expect: [1, 128],
  });
  return found.code === 0 ? paths(found.stdout) : [];
}

function paths(bytes: Buffer, prefix = 0): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(0, at);
    const stop = end < 0 ? bytes.length : end;
    if (stop > at + prefix) found.push(decodePath(bytes.subarray(at + prefix, stop)).path);
    at = stop + 1;
  }
  return found;
}
