/**
 * Replays real history: reads the change set of each commit and rebuilds every file's new side from its old side and the hunks. One byte that
 * differs, or one changed path that is missing, fails the bench.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { ChangedFile, ChangeSet } from '../../src/core/changes/change-set.js';
import { rebuild } from '../../src/core/changes/rebuild.js';
import { HumanError } from '../../src/core/human-error.js';
import { createChangeReader } from '../../src/node/changes/change-reader.js';
import { openRepo } from '../../src/node/changes/open-repo.js';
import { type BlobReader, openBlobReader } from '../../src/node/git/blob-reader.js';
import { repoGit } from '../../src/node/git/repo-git.js';
import { tempDir, type TempRepo } from '../support/git-repo.js';
import { type BenchRow } from './bench-row.js';
import { type BenchRepo, benchRepos, emptyWorkTree, pickCommits } from './bench-repos.js';

const wantedCommits = 2_400;
const leastCommits = 2_000;
const leastRepos = 3;
/** Larger than any file of the replayed commits that git compares. */
const maxBytes = 50_000_000;

type Account = {
  repos: number;
  commits: number;
  /** Commits that need objects which the clone lacks. */
  incomplete: number;
  compared: number;
  mismatches: string[];
  /** Reason without its details → how many files. Files skipped by name are compared all the same. */
  skipped: Map<string, number>;
};

export async function benchReplay(): Promise<{ rows: BenchRow[] } | { keep: string }> {
  const repos = await benchRepos();
  if (!repos || repos.length < leastRepos) return { keep: `set REVERIE_BENCH_REPOS to a folder with ${leastRepos} clones or more` };
  const account: Account = { repos: 0, commits: 0, incomplete: 0, compared: 0, mismatches: [], skipped: new Map() };
  const scratch = await tempDir();
  try {
    for (const [i, repo] of repos.entries()) {
      const left = wantedCommits - account.commits;
      if (left <= 0) break;
      await replayRepo(repo, path.join(scratch, String(i)), Math.ceil(left / (repos.length - i)), account);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  for (const mismatch of account.mismatches.slice(0, 50)) console.error(`  ${mismatch}`);
  return { rows: rowsOf(account) };
}

function rowsOf({ repos, commits, incomplete, compared, mismatches, skipped }: Account): BenchRow[] {
  const reasons = [...skipped].sort(([, a], [, b]) => b - a).map(([reason, count]) => `${reason} ${count}`);
  const total = [...skipped.values()].reduce((sum, count) => sum + count, 0);
  return [
    {
      what: `parse → rebuild over ${commits.toLocaleString('en')} commits of ${repos} real repositories: files that differ by a byte, or are missing`,
      ours: `${mismatches.length} of ${compared.toLocaleString('en')}`,
      reference: incomplete === 0 ? '' : `${incomplete} more commits need objects that the clones lack`,
      target: '0',
      ok: mismatches.length === 0 && commits >= leastCommits && repos >= leastRepos,
    },
    {
      what: 'files of those commits that a review skips by name and reason',
      ours: total.toLocaleString('en'),
      reference: reasons.join(', '),
    },
  ];
}

async function replayRepo(repo: BenchRepo, at: string, count: number, account: Account): Promise<void> {
  const work = await emptyWorkTree(repo, at);
  const git = repoGit(work.dir, { bigFile: maxBytes });
  const blobs = openBlobReader(git, { maxBytes });
  try {
    const opened = await openRepo(work.dir);
    const reader = createChangeReader(opened);
    for (const commit of await pickCommits(work, count)) {
      let changes: ChangeSet;
      try {
        const read = await reader.read({ kind: 'commit', commit }, { signal: new AbortController().signal });
        await read.contents.close();
        changes = read.changes;
      } catch (error) {
        if (!(error instanceof HumanError) || !/missing here/.test(error.message)) throw error;
        account.incomplete++;
        continue;
      }
      account.commits++;
      const where = `${repo.name} ${commit.slice(0, 10)}`;
      for (const lost of await lostPaths(work, commit, changes)) account.mismatches.push(`${where} misses ${lost}`);
      const wrong = await Promise.all(changes.files.map((file) => compare(file, blobs, account)));
      account.mismatches.push(...wrong.flatMap((why) => (why === undefined ? [] : [`${where} ${why}`])));
    }
    account.repos++;
  } finally {
    await blobs.close();
    await rm(at, { recursive: true, force: true });
  }
}

/** Changed paths by git's plain list that the change set does not name. */
async function lostPaths(work: TempRepo, commit: string, { files }: ChangeSet): Promise<string[]> {
  const listed = await work.git('diff-tree', '-r', '-z', '--root', '--no-renames', '--name-only', '--no-commit-id', commit);
  const named = new Set(files.flatMap((file) => [file.path, ...(file.oldPath === undefined ? [] : [file.oldPath])]));
  // a name that is not UTF-8 comes here with replacement signs
  return listed.split('\0').filter((file) => file !== '' && !named.has(file) && !file.includes('\ufffd'));
}

/** What is wrong with the file's hunks, byte for byte; undefined when nothing is, or when it has none by its kind. */
async function compare(file: ChangedFile, blobs: BlobReader, account: Account): Promise<string | undefined> {
  if (file.skip !== undefined) {
    const reason = file.skip.replace(/:.*/s, '');
    account.skipped.set(reason, (account.skipped.get(reason) ?? 0) + 1);
  }
  if (file.kind !== 'text') return undefined;
  const [before, after] = await Promise.all([bytesOf(file.oldBlob, blobs), bytesOf(file.newBlob, blobs)]);
  if (before === undefined || after === undefined) return undefined;
  account.compared++;
  return rebuild(before, file.hunks, after) === after ? undefined : `${file.path}: rebuilt bytes differ`;
}

/** One character for each byte; none of a side that does not exist. Undefined when the clone lacks the object. */
async function bytesOf(id: string | undefined, blobs: BlobReader): Promise<string | undefined> {
  if (id === undefined) return '';
  const found = await blobs.read(id);
  return found.state === 'found' ? found.bytes.toString('latin1') : undefined;
}
