/** Commits by name: HEAD, and whatever a person calls a commit. */
import { HumanError } from '../../core/human-error.js';
import type { RepoGit } from '../git/repo-git.js';
import type { GitResult } from '../git/run-git.js';

export type Head = {
  /** Absent in a repo without commits. */
  commit?: string;
  /** Short name; absent when HEAD is detached. */
  branch?: string;
  /** The id of the tree without entries, in this repo's hash. */
  emptyTree: string;
};

export async function readHead(git: RepoGit, signal: AbortSignal): Promise<Head> {
  const asked = ['rev-parse', '--show-object-format', '--revs-only', 'HEAD', '--symbolic-full-name', 'HEAD'];
  const [format, commit, ref] = lines(await git.run(asked, { signal }));
  const emptyTree = emptyTrees[format === 'sha256' ? 'sha256' : 'sha1'];
  if (commit !== undefined) return { commit, emptyTree, ...(ref?.startsWith(heads) && { branch: ref.slice(heads.length) }) };
  const unborn = await git.run(['symbolic-ref', '--quiet', 'HEAD'], { signal, expect: [1] });
  const name = lines(unborn)[0];
  return { emptyTree, ...(name?.startsWith(heads) && { branch: name.slice(heads.length) }) };
}

/** The id of the commit a person named. Throws a HumanError when there is none. */
export async function commitOf(git: RepoGit, ref: string, signal: AbortSignal): Promise<string> {
  const id = isRevision(ref) ? await findCommit(git, ref, signal) : undefined;
  if (id !== undefined) return id;
  throw new HumanError(`There is no commit “${ref}” in this repository`, {
    next: 'Check the name (git log --oneline --all lists commits), or fetch it first',
  });
}

/** The commit's id, or undefined when git knows no such commit. */
export async function findCommit(git: RepoGit, ref: string, signal?: AbortSignal): Promise<string | undefined> {
  if (!isRevision(ref)) return undefined;
  const result = await git.run(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`], { expect: [1, 128], ...(signal && { signal }) });
  return result.code === 0 ? commitId(lines(result)[0] ?? '') : undefined;
}

/** The ids of a commit's parents; none for a root commit, and none for what is no commit. */
export async function parentsOf(git: RepoGit, ref: string, signal: AbortSignal): Promise<string[]> {
  if (!isRevision(ref)) return [];
  const listed = await git.run(['rev-list', '--parents', '-n', '1', `${ref}^{commit}`, '--'], { signal, expect: [128] });
  return lines(listed)[0]?.split(' ').slice(1) ?? [];
}

export function commitId(text: string): string | undefined {
  return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(text) ? text : undefined;
}

/** Output lines, without an empty last one. */
export function lines(result: GitResult): string[] {
  return result.stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** A text that starts with `-` would be an option. */
function isRevision(ref: string): boolean {
  return ref !== '' && !ref.startsWith('-') && !ref.includes('\0');
}

const heads = 'refs/heads/';
const emptyTrees = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
};
