/** Where the lines of one version of a file stand in any other: of a commit, the index or the work tree, also under another name. */
import type { Repo } from '../../core/changes/change-set.js';
import { hunksBetween } from '../../core/changes/hunks-between.js';
import { type LineMap, lineMap } from '../../core/changes/line-map.js';
import { decodePath } from '../../core/changes/path-bytes.js';
import { type RawEntry, parseRawEntry } from '../../core/changes/raw-diff.js';
import { type BlobReader, openBlobReader } from '../git/blob-reader.js';
import { type RepoGit, repoGit } from '../git/repo-git.js';
import { commitOf } from './commits.js';
import { decodeText } from './decode-text.js';
import { diffEntries } from './read-diff.js';
import { type WorkTree, workTree } from './work-tree.js';

/** A commit by any of its names, what is staged, or what is on disk. */
export type Version = { commit: string } | 'index' | 'work tree';

export type MappedLines =
  /** `path` is the file's name in the other version. */
  | { state: 'mapped'; path: string; map: LineMap }
  /** The file is in one of the versions only, or its sides are no texts. */
  | { state: 'unmapped'; reason: string };

export type LineMapOptions = {
  signal: AbortSignal;
  /** Another git program. */ git?: string;
  /** Larger sides are not mapped; default 2 MB. */ maxBytes?: number;
};

/**
 * Maps the lines of `path`, as it is called in `from`, to the version `to`. Renames are followed: by git's comparison of the two versions, else
 * commit by commit. `toPath` names the file's other name when it is known. Throws a HumanError for an unknown commit.
 */
export async function lineMapBetween(
  repo: Repo,
  from: { version: Version; path: string },
  to: { version: Version; path?: string },
  options: LineMapOptions,
): Promise<MappedLines> {
  const { signal } = options;
  const maxBytes = options.maxBytes ?? 2_000_000;
  const git = repoGit(repo.root, { bigFile: maxBytes, ...(options.git !== undefined && { git: options.git }) });
  const blobs = openBlobReader(git, { maxBytes, signal });
  try {
    const mapping: Mapping = { git, blobs, tree: workTree(repo.root, { maxBytes }), signal };
    const [here, there] = await Promise.all([resolved(mapping, from.version), resolved(mapping, to.version)]);
    if (!(await exists(mapping, here, from.path))) return { state: 'unmapped', reason: `there is no ${from.path} in ${nameOf(here)}` };
    const path = to.path ?? (await otherName(mapping, here, there, from.path));
    if (path === undefined || !(await exists(mapping, there, path)))
      return { state: 'unmapped', reason: `there is no ${to.path ?? from.path} in ${nameOf(there)}` };
    const map = await mapOf(mapping, { version: here, path: from.path }, { version: there, path });
    return map === undefined ? { state: 'unmapped', reason: 'not a text that can be compared' } : { state: 'mapped', path, map };
  } finally {
    await blobs.close();
  }
}

type Mapping = { git: RepoGit; blobs: BlobReader; tree: WorkTree; signal: AbortSignal };
type At = { version: Version; path: string };

async function resolved({ git, signal }: Mapping, version: Version): Promise<Version> {
  return typeof version === 'string' ? version : { commit: await commitOf(git, version.commit, signal) };
}

function nameOf(version: Version): string {
  return typeof version === 'string' ? `the ${version}` : version.commit.slice(0, 12);
}

async function exists({ blobs, tree }: Mapping, version: Version, path: string): Promise<boolean> {
  if (version === 'work tree') return (await tree.stat(path))?.isFile() ?? false;
  return (await blobs.size(`${version === 'index' ? '' : version.commit}:${path}`)) !== undefined;
}

/** What `git diff` takes to compare the two; turned round when git only compares the other way. Undefined when they are the same. */
function comparison(from: Version, to: Version): { args: string[]; turned: boolean } | undefined {
  if (typeof from !== 'string' && typeof to !== 'string')
    return from.commit === to.commit ? undefined : { args: [from.commit, to.commit], turned: false };
  if (from === to) return undefined;
  if (typeof from !== 'string') return { args: to === 'index' ? ['--cached', from.commit] : [from.commit], turned: false };
  if (from === 'index' && to === 'work tree') return { args: [], turned: false };
  return { args: comparison(to, from)!.args, turned: true };
}

/** The same name where it is still in use; else what the file was renamed to. */
async function otherName(mapping: Mapping, from: Version, to: Version, path: string): Promise<string | undefined> {
  if (await exists(mapping, to, path)) return path;
  const compared = comparison(from, to);
  if (!compared) return undefined;
  const { git, signal } = mapping;
  const renames = [
    '--raw',
    '-z',
    '--no-abbrev',
    '--find-renames',
    '-l1000',
    '--diff-filter=R',
    '--no-ext-diff',
    '--no-textconv',
    '--no-relative',
  ];
  const whole = await git.compare(['diff', ...renames, '--ignore-submodules=all', ...compared.args, '--'], { signal });
  const direct = renamed(path, rawEntries(whole.stdout), compared.turned);
  if (direct !== path) return direct;
  return (await alongHistory(mapping, from, to, path, renames)) ?? undefined;
}

/** Follows the name through each commit between two: small steps are recognised where the whole way is too far. */
async function alongHistory(
  { git, signal, blobs, tree }: Mapping,
  from: Version,
  to: Version,
  path: string,
  renames: string[],
): Promise<string | undefined> {
  const [a, b] = [from, to].map((version) => (typeof version === 'string' ? 'HEAD' : version.commit));
  const log = (range: string): string[] => ['log', '--format=', '--topo-order', '--reverse', ...renames, range, '--'];
  const [forth, back] = await Promise.all([`${a}..${b}`, `${b}..${a}`].map((range) => git.compare(log(range), { signal, expect: [128] })));
  // back to where the two lines of history part, then forward
  const atFork = renamed(path, rawEntries(back!.stdout).toReversed(), true);
  const name = renamed(atFork, rawEntries(forth!.stdout), false);
  return (await exists({ git, signal, blobs, tree }, to, name)) ? name : undefined;
}

/** The last name of the path after the renames, each taken in the given order. */
function renamed(path: string, entries: RawEntry[], turned: boolean): string {
  let name = path;
  for (const entry of entries) {
    if (entry.oldPath === undefined) continue;
    const [before, after] = [decodePath(entry.oldPath).path, decodePath(entry.path).path];
    if (turned ? after === name : before === name) name = turned ? before : after;
  }
  return name;
}

function rawEntries(bytes: Uint8Array): RawEntry[] {
  const entries: RawEntry[] = [];
  for (let at = 0; at < bytes.length;) {
    const found = parseRawEntry(bytes, at);
    if (found === undefined) break;
    // `git log` parts commits by a NUL
    if (found === 'end') at++;
    else {
      entries.push(found.entry);
      at = found.next;
    }
  }
  return entries;
}

async function mapOf(mapping: Mapping, from: At, to: At): Promise<LineMap | undefined> {
  const compared = comparison(from.version, to.version);
  if (compared) {
    const [old, now] = compared.turned ? [to, from] : [from, to];
    const specs = [...new Set([old.path, now.path])].map((path) => `:(top,literal)${path}`);
    const entries = await diffEntries(mapping.git, compared.args, specs, mapping.signal);
    const entry = entries.find((e) => e.path === now.path && (e.oldPath ?? e.path) === old.path && ['M', 'R', 'C'].includes(e.raw.status));
    if (entry && !entry.patch.binary) return lineMap(entry.patch.hunks, compared.turned ? 'new' : 'old');
  }
  // too different for git to call it a rename, not tracked, or just the same
  const [before, after] = await Promise.all([textOf(mapping, from), textOf(mapping, to)]);
  return before === undefined || after === undefined ? undefined : lineMap(hunksBetween(before, after));
}

async function textOf({ blobs, tree }: Mapping, { version, path }: At): Promise<string | undefined> {
  const found = version === 'work tree' ? await tree.read(path) : await blobs.read(`${version === 'index' ? '' : version.commit}:${path}`);
  if (found.state !== 'file' && found.state !== 'found') return undefined;
  const content = decodeText(found.bytes);
  return content.state === 'text' ? content.text : undefined;
}
