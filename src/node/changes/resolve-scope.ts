/** Turns a scope into two sides that git can compare. */
import type { Repo, Scope } from '../../core/changes/change-set.js';
import { HumanError } from '../../core/human-error.js';
import type { RepoGit } from '../git/repo-git.js';
import { branchBase } from './branch-base.js';
import { type Head, commitOf, lines } from './commits.js';
import { isShallow } from './is-shallow.js';

export type Sides = {
  /** Commit ids, as in `ChangeSet`. */
  base?: string;
  head?: string;
  /** What `git diff` is to compare; absent when whole files are read instead. */
  compare?: string[];
  newSide: 'work tree' | 'index' | 'commit';
  /** Untracked files belong to the new side. */
  untracked: boolean;
};

export async function resolveScope(git: RepoGit, repo: Repo, scope: Scope, head: Head, signal: AbortSignal): Promise<Sides> {
  const headTree = head.commit ?? head.emptyTree;
  const base = head.commit === undefined ? {} : { base: head.commit };
  switch (scope.kind) {
    case 'uncommitted':
      return { ...base, compare: [headTree], newSide: 'work tree', untracked: true };
    case 'staged':
      return { ...base, compare: ['--cached', headTree], newSide: 'index', untracked: false };
    case 'unstaged':
      // for an unmerged path: against our side
      return { compare: ['--ours'], newSide: 'work tree', untracked: false };
    case 'branch':
      return betweenCommits(await branchBase(git, repo, scope.base, head, signal), needCommit(head));
    case 'range': {
      const [from, to] = await Promise.all([commitOf(git, scope.from, signal), commitOf(git, scope.to, signal)]);
      return betweenCommits(from, to);
    }
    case 'commit':
      return commitSides(git, repo, scope.commit, head, signal);
    case 'files':
      return { newSide: 'work tree', untracked: true };
  }
}

function betweenCommits(base: string, head: string): Sides {
  return { base, head, compare: [base, head], newSide: 'commit', untracked: false };
}

function needCommit(head: Head): string {
  if (head.commit !== undefined) return head.commit;
  throw new HumanError('This repository has no commit yet', { next: 'Review the uncommitted changes instead' });
}

/** A commit against its first parent; a root commit against the empty tree. */
async function commitSides(git: RepoGit, repo: Repo, ref: string, head: Head, signal: AbortSignal): Promise<Sides> {
  const commit = await commitOf(git, ref, signal);
  const [, parent] = lines(await git.run(['rev-list', '--parents', '-n', '1', commit], { signal }))[0]?.split(' ') ?? [];
  if (parent !== undefined) return betweenCommits(parent, commit);
  if (await isShallow(repo, commit)) {
    throw new HumanError(`The parent of ${commit.slice(0, 12)} is not in this shallow clone`, {
      next: 'Run git fetch --deepen 1 and try again',
    });
  }
  return { head: commit, compare: [head.emptyTree, commit], newSide: 'commit', untracked: false };
}
