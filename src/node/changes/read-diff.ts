/** Asks git what changed between two sides: one process for the list of files and their hunks. */
import { access, constants, lstat } from 'node:fs/promises';
import path from 'node:path';
import { type EntryPatch, diffParser } from '../../core/changes/patch-hunks.js';
import { decodePath } from '../../core/changes/path-bytes.js';
import type { RawEntry } from '../../core/changes/raw-diff.js';
import { HumanError } from '../../core/human-error.js';
import type { RepoGit } from '../git/repo-git.js';
import { inParallel } from './in-parallel.js';

export type DiffEntry = {
  path: string;
  oldPath?: string;
  /** Not `utf-8`: the file cannot be opened under its decoded name. */
  encoding: 'utf-8' | 'other';
  raw: RawEntry;
  patch: EntryPatch;
};

/** `unreadable` are work-tree files that git could not open; they are not in `entries`. */
export type Diff = { entries: DiffEntry[]; unreadable: string[] };

/** Compares the sides that `compare` names (arguments of `git diff`). */
export async function readDiff(git: RepoGit, compare: string[], signal: AbortSignal): Promise<Diff> {
  try {
    return { entries: await diffEntries(git, compare, [], signal), unreadable: [] };
  } catch (error) {
    if (!(error instanceof HumanError) || compare.length > 1) throw error;
    // one file that may not be read must not cost the review of all the others
    const unreadable = await unreadableFiles(git, signal);
    if (unreadable.length === 0) throw error;
    const without = ['.', ...unreadable.map((file) => `:(exclude,top,literal)${file}`)];
    return { entries: await diffEntries(git, compare, without, signal), unreadable };
  }
}

/** Every option that a configuration could turn otherwise is spelled out. */
const fixedOptions = [
  '--raw',
  '-z',
  '--patch',
  '--unified=0',
  '--inter-hunk-context=0',
  '--no-abbrev',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--no-relative',
  '--find-renames',
  '--find-copies',
  '-l1000',
  '-O/dev/null',
  '--submodule=short',
  '--ignore-submodules=dirty',
  '--diff-algorithm=myers',
  '--indent-heuristic',
  '--ita-invisible-in-index',
];

/** What changed between the sides, limited to git's `pathspecs`. */
export async function diffEntries(git: RepoGit, compare: string[], pathspecs: string[], signal: AbortSignal): Promise<DiffEntry[]> {
  const parser = diffParser();
  await git.compare(['diff', ...fixedOptions, ...compare, '--', ...pathspecs], { signal, onOutput: (chunk) => parser.push(chunk) });
  return parser.end().map(({ raw, patch }): DiffEntry => {
    const { path, encoding } = decodePath(raw.path);
    return { path, encoding, ...(raw.oldPath && { oldPath: decodePath(raw.oldPath).path }), raw, patch };
  });
}

/** Tracked files that look changed and cannot be opened: locked, or no longer files at all. */
async function unreadableFiles(git: RepoGit, signal: AbortSignal): Promise<string[]> {
  const listed = await git.compare(['diff-files', '-z', '--name-only', '--ignore-submodules=all', '--no-ext-diff'], { signal });
  const files = [...new Set(listed.stdout.toString('utf8').split('\0'))].filter((file) => file !== '');
  const readable = await inParallel(files, (file) => isReadable(path.join(git.root, file)));
  return files.filter((_, i) => !readable[i]);
}

async function isReadable(file: string): Promise<boolean> {
  try {
    const entry = await lstat(file);
    if (entry.isFile()) await access(file, constants.R_OK);
    return entry.isFile() || entry.isSymbolicLink() || entry.isDirectory();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code !== 'EACCES' && code !== 'EPERM'; // a file that is gone is a deletion
  }
}
