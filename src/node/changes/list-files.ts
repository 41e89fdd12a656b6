/** Lists what the index and the work tree hold, without looking into any file. */
import { decodePath } from '../../core/changes/path-bytes.js';
import type { RepoGit } from '../git/repo-git.js';

export type ListedFile = { path: string; encoding: 'utf-8' | 'other' };

export type LooseFiles = {
  /** A nested repository ends with `/`. */
  untracked: ListedFile[];
  /** Paths whose merge is not resolved, with the blob of our side when it has one. */
  unmerged: Map<string, string | undefined>;
};

/** What the index leaves open. Looking for untracked files takes a walk through the work tree. */
export async function listLoose(git: RepoGit, wanted: 'all' | 'unmerged', signal: AbortSignal): Promise<LooseFiles> {
  const others = wanted === 'all' ? ['--others', '--exclude-standard'] : [];
  const listed = await git.run(['ls-files', '-z', '-t', '--unmerged', ...others], { signal });
  const loose: LooseFiles = { untracked: [], unmerged: new Map() };
  for (const field of fields(listed.stdout)) {
    if (field[0] === questionMark) {
      loose.untracked.push(decodePath(field.subarray(2)));
      continue;
    }
    const stage = /^M \d+ ([0-9a-f]+) ([123])\t/.exec(field.toString('latin1'));
    if (!stage) continue;
    const { path } = decodePath(field.subarray(stage[0].length));
    // stage 2 is our side
    loose.unmerged.set(path, stage[2] === '2' ? stage[1] : loose.unmerged.get(path));
  }
  return loose;
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
