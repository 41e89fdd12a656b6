/** The commits that came after a review, with the files each one changed, along the first parents of HEAD. */
import { decodePath } from '../../../core/changes/path-bytes.js';
import { parseRawEntry } from '../../../core/changes/raw-diff.js';
import type { Commit, CommitFile } from '../../../core/review/outcomes/follow-finding.js';
import type { RepoGit } from '../../git/repo-git.js';
import { lines } from '../../changes/commits.js';

/** Every option that a configuration could turn otherwise is spelled out. */
const options = [
  '--first-parent',
  '--diff-merges=first-parent',
  '--raw',
  '-z',
  '--no-abbrev',
  '--find-renames',
  '-l1000',
  '--no-ext-diff',
  '--no-textconv',
  '--no-relative',
  '--no-show-signature',
  '--no-notes',
  '--encoding=UTF-8',
  '--format=%H%x00%B',
];

/** Oldest first; of more than `limit` the newest. Throws a HumanError when git cannot tell. */
export async function commitLog(
  git: RepoGit,
  range: { since: readonly string[]; head: string; limit: number },
  signal: AbortSignal,
): Promise<Commit[]> {
  const without = range.since.map((commit) => `^${commit}`);
  const found = await git.compare(['log', ...options, '-n', String(range.limit), range.head, ...without, '--'], { signal });
  return parseLog(found.stdout).reverse();
}

/** The commit from which all of these went on; undefined when they have nothing in common. */
export async function forkOf(git: RepoGit, commits: readonly string[], signal: AbortSignal): Promise<string | undefined> {
  const found = await git.run(['merge-base', '--octopus', ...commits], { signal, expect: [1, 128] });
  return found.code === 0 ? lines(found)[0] : undefined;
}

/** Ids of the commits of HEAD's first parents that `since` does not reach. */
export async function idsSince(git: RepoGit, since: string, head: string, limit: number, signal: AbortSignal): Promise<Set<string>> {
  const found = await git.run(['rev-list', '--first-parent', '-n', String(limit), head, `^${since}`, '--'], { signal });
  return new Set(lines(found));
}

function parseLog(bytes: Buffer): Commit[] {
  const commits: Commit[] = [];
  for (let at = 0; at < bytes.length;) {
    const idEnd = bytes.indexOf(0, at);
    const messageEnd = idEnd < 0 ? -1 : bytes.indexOf(0, idEnd + 1);
    if (messageEnd < 0) break;
    const message = bytes.toString('utf8', idEnd + 1, messageEnd);
    const commit: Commit = { id: bytes.toString('latin1', at, idEnd).trim(), reverts: isRevert(message), files: [] };
    commits.push(commit);
    at = messageEnd + 1;
    if (bytes[at] === newline) at++;
    for (;;) {
      const found = parseRawEntry(bytes, at);
      if (found === undefined || found === 'end') break;
      const { status, path, oldPath, oldId, newId } = found.entry;
      const file: CommitFile = {
        status,
        path: decodePath(path).path,
        ...(oldPath && { oldPath: decodePath(oldPath).path }),
        ...(oldId !== undefined && { oldBlob: oldId }),
        ...(newId !== undefined && { newBlob: newId }),
      };
      commit.files.push(file);
      at = found.next;
    }
  }
  return commits;
}

const newline = 0x0a;

/** As git itself writes it. */
function isRevert(message: string): boolean {
  return /^(?:revert\b|Reapply ")/i.test(message) || /^This reverts commit [0-9a-f]{7,}/m.test(message);
}
