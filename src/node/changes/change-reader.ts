/** Reads change sets from git and the work tree. Nothing in the repository is executed, and nothing is dropped without a reason. */
import type { ChangeReader, ChangeSet, ChangedFile, Contents, Hunk, Repo, Scope } from '../../core/changes/change-set.js';
import { pathFilter } from '../../core/changes/glob.js';
import { hunksBetween } from '../../core/changes/hunks-between.js';
import { type IgnoreRules, ignoreFile, parseIgnoreRules } from '../../core/changes/ignore-rules.js';
import { type PathAttributes, skipReason } from '../../core/changes/skip.js';
import { type BlobReader, openBlobReader } from '../git/blob-reader.js';
import { type RepoGit, repoGit } from '../git/repo-git.js';
import { changedFile, trustedAttributes } from './changed-files.js';
import { type Head, findCommit, readHead } from './commits.js';
import { openContents } from './contents.js';
import { skipGenerated } from './generated-files.js';
import { decodeText } from './decode-text.js';
import { type ListedFile, type LooseFiles, listLoose } from './list-files.js';
import { inParallel } from './in-parallel.js';
import { readAttributes } from './read-attributes.js';
import { type Diff, readDiff } from './read-diff.js';
import { repoPaths } from './repo-paths.js';
import { type Sides, resolveScope } from './resolve-scope.js';
import { changedSubmodules } from './submodule-changes.js';
import { onlyLines, unreadableHunk, wholeFile } from './whole-file.js';
import { filesNamed } from './named-files.js';
import { type WorkTree, workTree } from './work-tree.js';

/** `maxBytes`: a file with a larger side is skipped as oversized; default 2 MB. `git`: path of another git program. */
export type ChangeReaderOptions = { maxBytes?: number; git?: string };

export function createChangeReader(repo: Repo, options: ChangeReaderOptions = {}): ChangeReader {
  const maxBytes = options.maxBytes ?? 2_000_000;
  const openGit = (): RepoGit => repoGit(repo.root, { bigFile: maxBytes, ...(options.git !== undefined && { git: options.git }) });
  return {
    repo,
    async read(scope, { paths, signal }) {
      signal.throwIfAborted();
      // one step that fails ends the processes of all the others
      const failed = new AbortController();
      const either = AbortSignal.any([signal, failed.signal]);
      const git = openGit();
      const blobs = openBlobReader(git, { maxBytes, signal: either });
      try {
        const wanted = paths && paths.length > 0 ? await filterOf(repo, git, paths, either) : () => true;
        return await readChanges({ repo, git, blobs, tree: workTree(repo.root, { maxBytes }), maxBytes, wanted, signal: either }, scope);
      } catch (error) {
        failed.abort();
        await blobs.close();
        signal.throwIfAborted();
        throw error;
      }
    },
    async isAncestor(ancestor, descendant) {
      const git = openGit();
      const [a, b] = await Promise.all([findCommit(git, ancestor), findCommit(git, descendant)]);
      if (a === undefined || b === undefined) return false;
      return (await git.run(['merge-base', '--is-ancestor', a, b], { expect: [1, 128] })).code === 0;
    },
  };
}

async function filterOf(repo: Repo, git: RepoGit, paths: string[], signal: AbortSignal): Promise<(path: string) => boolean> {
  const [named, ignoreCase] = await Promise.all([repoPaths(repo.root, paths), git.ignoresCase(signal)]);
  return pathFilter(
    named.flatMap(({ patterns }) => patterns),
    { ignoreCase },
  );
}

type Reading = {
  repo: Repo;
  git: RepoGit;
  blobs: BlobReader;
  tree: WorkTree;
  maxBytes: number;
  wanted: (path: string) => boolean;
  signal: AbortSignal;
};

async function readChanges(reading: Reading, scope: Scope): Promise<{ changes: ChangeSet; contents: Contents }> {
  const { repo, git, blobs, tree, maxBytes, signal } = reading;
  const [{ head, sides, diff, ignored }, loose, submodules] = await Promise.all([
    compareSides(reading, scope),
    looseFiles(git, scope, signal),
    ownSubmodules(reading, scope),
  ]);
  const listed = scope.kind === 'files' ? await filesNamed(repo, git, tree, scope.paths, signal) : loose.untracked;
  const entries = diff.entries.filter((e) => reading.wanted(e.path) || (e.oldPath !== undefined && reading.wanted(e.oldPath)));
  const whole = listed.filter((file) => reading.wanted(file.path.replace(/\/$/, '')));
  const named = await readAttributes(
    git,
    [...entries, ...whole].map((e) => e.path),
    signal,
  );
  const attributes = trustedAttributes(diff.entries, sides, named);

  const encodings = new Map([...named].flatMap(([path, { encoding }]) => (encoding === undefined ? [] : [[path, encoding] as const])));
  const contents = openContents({ git, blobs, tree, sides, encodings, signal });
  const isForced = (path: string): boolean => ![undefined, 'unset'].includes(named.get(path)?.diff);
  const judgement = { sides, attributes, isForced, ignored, tree, blobs, maxBytes };
  // `git diff --ours` lists an unmerged path as unmerged, and once more when it differs from our side
  const comparable = entries.filter((entry) => entry.raw.status !== 'U' || !loose.unmerged.has(entry.path));
  const compared = await inParallel(comparable, (entry) => changedFile(entry, loose.unmerged.has(entry.path), judgement));
  const added = await inParallel(whole, (file) => wholeFile(tree, file, known(file, attributes, ignored), contents.keepNew));
  const selected = scope.kind === 'files' ? scope.lines : undefined;
  const wholly = added.filter((file) => file !== undefined).map((file) => (selected ? onlyLines(file, selected) : file));
  const files = [...compared, ...wholly, ...lockedFiles(diff, reading)];
  files.push(...(await conflictsOf(loose.unmerged, files, reading)));
  const present = new Set(files.map((file) => file.path));
  files.push(...submodules.filter((file) => !present.has(file.path)));

  signal.throwIfAborted();
  const judged = await skipGenerated(await joinTwins(files, reading), contents, attributes);
  const changes: ChangeSet = {
    scope,
    ...(sides.base !== undefined && { base: sides.base }),
    ...(sides.head !== undefined && { head: sides.head }),
    ...(head.commit !== undefined && { headCommit: head.commit }),
    ...(head.branch !== undefined && { branch: head.branch }),
    files: judged.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
  };
  return { changes, contents };
}

function looseFiles(git: RepoGit, { kind }: Scope, signal: AbortSignal): Promise<LooseFiles> | LooseFiles {
  if (kind === 'uncommitted') return listLoose(git, 'all', signal);
  if (kind === 'unstaged') return listLoose(git, 'unmerged', signal);
  return { untracked: [], unmerged: new Map() };
}

/** Submodules whose commit is the recorded one, but not all that is in their folder. */
async function ownSubmodules({ git, tree, wanted, ...options }: Reading, { kind }: Scope): Promise<ChangedFile[]> {
  if (kind !== 'uncommitted' && kind !== 'unstaged') return [];
  const found = await changedSubmodules(git, tree, options);
  return found
    .filter(({ path }) => wanted(path))
    .map(({ path, reason }) => ({ path, status: 'modified', kind: 'submodule', hunks: [], skip: reason }));
}

async function compareSides(reading: Reading, scope: Scope): Promise<{ head: Head; sides: Sides; diff: Diff; ignored: IgnoreRules }> {
  const { repo, git, signal } = reading;
  const readingHead = readHead(git, signal);
  const [head, sides] = await Promise.all([readingHead, resolveScope(git, repo, scope, readingHead, signal), git.prepare(signal)]);
  const [diff, ignored] = await Promise.all([
    sides.compare ? readDiff(git, sides.compare, signal) : { entries: [], unreadable: [] },
    ignoreRules(reading, sides),
  ]);
  return { head, sides, diff, ignored };
}

/** Commits are judged by the rules they started from: a change cannot ignore itself. */
async function ignoreRules({ blobs, tree }: Reading, sides: Sides): Promise<IgnoreRules> {
  let bytes: Buffer | undefined;
  if (sides.newSide !== 'commit') {
    const found = await tree.read(ignoreFile);
    if (found.state === 'file') bytes = found.bytes;
  } else if (sides.base !== undefined) {
    const found = await blobs.read(`${sides.base}:${ignoreFile}`);
    if (found.state === 'found') bytes = found.bytes;
  }
  const content = bytes && decodeText(bytes);
  return parseIgnoreRules(content?.state === 'text' ? content.text : '');
}

function known(file: ListedFile, attributes: Map<string, PathAttributes>, ignored: IgnoreRules): { skip?: string; encoding?: string } {
  const own = attributes.get(file.path);
  const skip = skipReason(file.path, own, ignored);
  return { ...(skip !== undefined && { skip }), ...(own?.encoding !== undefined && { encoding: own.encoding }) };
}

function lockedFiles(diff: Diff, { wanted }: Reading): ChangedFile[] {
  return diff.unreadable.filter(wanted).map((path) => ({ path, status: 'modified', kind: 'text', hunks: [unreadableHunk] }));
}

/** Unresolved paths that git has no comparison of: just like our side, or without one. */
async function conflictsOf(
  unmerged: LooseFiles['unmerged'],
  files: ChangedFile[],
  { blobs, tree, wanted }: Reading,
): Promise<ChangedFile[]> {
  const present = new Set(files.map((file) => file.path));
  const missing = [...unmerged].filter(([path]) => !present.has(path) && wanted(path));
  return inParallel(missing, async ([path, ours]) => {
    const file: ChangedFile = { path, status: 'unmerged', kind: 'text', hunks: [], ...(ours !== undefined && { oldBlob: ours }) };
    return { ...file, hunks: await hunksAgainstWorkTree(file, blobs, tree) };
  });
}

/** A file taken out of the index but left in the work tree is deleted and untracked at once: together that is one modified file. */
async function joinTwins(files: ChangedFile[], { blobs, tree }: Reading): Promise<ChangedFile[]> {
  const byPath = new Map<string, ChangedFile>();
  for (const file of files) {
    const twin = byPath.get(file.path);
    if (!twin) {
      byPath.set(file.path, file);
      continue;
    }
    const joined: ChangedFile = { ...twin, ...file, status: 'modified' };
    byPath.set(file.path, joined);
    if (joined.kind !== 'text' || joined.skip !== undefined || joined.oldBlob === undefined) continue;
    joined.hunks = await hunksAgainstWorkTree(joined, blobs, tree);
    // back to what HEAD says: nothing is uncommitted but the index
    if (joined.hunks.length === 0) byPath.delete(file.path);
  }
  return [...byPath.values()];
}

/** The hunks between a file's old blob and its work tree; a side that is absent or no text counts as empty. */
async function hunksAgainstWorkTree(file: ChangedFile, blobs: BlobReader, tree: WorkTree): Promise<Hunk[]> {
  const before = file.oldBlob === undefined ? undefined : await blobs.read(file.oldBlob);
  const after = await tree.read(file.path);
  const oldText = before?.state === 'found' ? decodeText(before.bytes) : undefined;
  const newText = after.state === 'file' ? decodeText(after.bytes) : undefined;
  return hunksBetween(oldText?.state === 'text' ? oldText.text : '', newText?.state === 'text' ? newText.text : '');
}
