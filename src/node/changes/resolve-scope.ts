/** Turns a scope into two sides that git can compare. */
import type { Repo, Scope } from '../../core/changes/change-set.js';
import { HumanError } from '../../core/human-error.js';
import type { RepoGit } from '../git/repo-git.js';
import { branchBase } from './branch-base.js';
import { type Head, commitOf, parentsOf } from './commits.js';
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

/** Names are resolved while HEAD is still being read: each step waits only for what it needs. Throws a HumanError for an unknown ref. */
export async function resolveScope(git: RepoGit, repo: Repo, scope: Scope, reading: Promise<Head>, signal: AbortSignal): Promise<Sides> {
  switch (scope.kind) {
    case 'uncommitted':
    case 'staged': {
      const { commit, emptyTree } = await reading;
      const base = commit === undefined ? {} : { base: commit };
      const tree = commit ?? emptyTree;
      return scope.kind === 'staged'
        ? { ...base, compare: ['--cached', tree], newSide: 'index', untracked: false }
        : { ...base, compare: [tree], newSide: 'work tree', untracked: true };
    }
    case 'unstaged':
      // for an unmerged path: against our side
      return { compare: ['--ours'], newSide: 'work tree', untracked: false };
    case 'branch': {
      const head = await reading;
      return betweenCommits(await branchBase(git, repo, scope.base, head, signal), needCommit(head));
    }
    case 'range': {
      const [from, to] = await Promise.all([commitOf(git, scope.from, signal), commitOf(git, scope.to, signal)]);
      return betweenCommits(from, to);
    }
    case 'commit':
      return commitSides(git, repo, scope.commit, reading, signal);
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
async function commitSides(git: RepoGit, repo: Repo, ref: string, reading: Promise<Head>, signal: AbortSignal): Promise<Sides> {
  const [commit, parents] = await Promise.all([commitOf(git, ref, signal), parentsOf(git, ref, signal)]);
  const [parent] = parents;
  if (parent !== undefined) return betweenCommits(parent, commit);
  if (await isShallow(repo, commit)) {
    throw new HumanError(`The parent of ${commit.slice(0, 12)} is not in this shallow clone`, {
      next: 'Run git fetch --deepen 1 and try again',
    });
  }
  return { head: commit, compare: [(await reading).emptyTree, commit], newSide: 'commit', untracked: false };
}
