/** Lists what the index and the work tree hold, without looking into any file. */
import { decodePath } from '../../core/changes/path-bytes.js';
import type { RepoGit } from '../git/repo-git.js';

export type ListedFile = { path: string; encoding: 'utf-8' | 'other' };

/** Untracked entries (a nested repository ends with `/`), and the paths whose merge is not resolved. */
export async function listLoose(
  git: RepoGit,
  signal: AbortSignal,
): Promise<{ untracked: ListedFile[]; unmerged: Map<string, string | undefined> }> {
  const listed = await git.run(['ls-files', '-z', '-t', '--others', '--unmerged', '--exclude-standard'], { signal });
  const untracked: ListedFile[] = [];
  const unmerged = new Map<string, string | undefined>();
  for (const field of fields(listed.stdout)) {
    if (field[0] === questionMark) {
      untracked.push(decodePath(field.subarray(2)));
      continue;
    }
    const stage = /^M \d+ ([0-9a-f]+) ([123])\t/.exec(field.toString('latin1'));
    if (!stage) continue;
    const { path } = decodePath(field.subarray(stage[0].length));
    // stage 2 is our side
    unmerged.set(path, stage[2] === '2' ? stage[1] : unmerged.get(path));
  }
  return { untracked, unmerged };
}

/** Every tracked and every untracked file that is not ignored, each once. */
export async function listAll(git: RepoGit, signal: AbortSignal): Promise<ListedFile[]> {
  const listed = await git.run(['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'], { signal });
  return fields(listed.stdout).map((field) => decodePath(field));
}

const questionMark = 0x3f;

function fields(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(0, at);
    const stop = end < 0 ? bytes.length : end;
    if (stop > at) found.push(bytes.subarray(at, stop));
    at = stop + 1;
  }
  return found;
}
