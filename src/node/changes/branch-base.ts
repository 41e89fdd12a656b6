/** Finds the commit where the current branch left the line it will be merged into. */
import type { Repo } from '../../core/changes/change-set.js';
import { HumanError } from '../../core/human-error.js';
import type { RepoGit } from '../git/repo-git.js';
import { type Head, commitId, commitOf, lines } from './commits.js';
import { isShallow } from './is-shallow.js';

const trunkNames = ['main', 'master', 'trunk', 'develop'];

/**
 * The merge base of HEAD with `base`, or with the first of: the branch's upstream, `origin/HEAD`, the only one of main, master, trunk and
 * develop. One that holds all of HEAD already leaves nothing to review, so the next is asked before it is taken.
 */
export async function branchBase(git: RepoGit, repo: Repo, base: string | undefined, head: Head, signal: AbortSignal): Promise<string> {
  if (head.commit === undefined) {
    throw new HumanError('This repository has no commit yet', { next: 'Review the uncommitted changes instead' });
  }
  if (base !== undefined) {
    const mergeBase = await mergeBaseOf(git, head.commit, await commitOf(git, base, signal), signal);
    if (mergeBase !== undefined) return mergeBase;
    throw new HumanError(`The current branch and “${base}” have no common commit`, {
      next: (await isShallow(repo)) ? 'Run git fetch --unshallow and try again' : 'Name another base with --base',
    });
  }
  let contained: string | undefined;
  for (const candidate of await candidates(git, head, signal)) {
    const mergeBase = await mergeBaseOf(git, head.commit, candidate, signal);
    if (mergeBase !== undefined && mergeBase !== head.commit) return mergeBase;
    contained ??= mergeBase;
  }
  if (contained !== undefined) return contained;
  throw new HumanError('It is not clear which branch this one will be merged into', {
    next: 'Name it with --base (for instance --base main)',
  });
}

async function mergeBaseOf(git: RepoGit, a: string, b: string, signal: AbortSignal): Promise<string | undefined> {
  const result = await git.run(['merge-base', a, b], { signal, expect: [1] });
  return result.code === 0 ? commitId(lines(result)[0] ?? '') : undefined;
}

/** Commit ids in the order they are to be asked. */
async function candidates(git: RepoGit, head: Head, signal: AbortSignal): Promise<string[]> {
  const own = head.branch === undefined ? undefined : `refs/heads/${head.branch}`;
  const trunks = trunkNames.flatMap((name) => [`refs/heads/${name}`, `refs/remotes/origin/${name}`]);
  const asked = [...(own === undefined ? [] : [own]), 'refs/remotes/origin/HEAD', ...trunks];
  const listed = await git.run(['for-each-ref', '--format=%(refname) %(objectname) %(upstream)', ...asked], { signal });
  const refs = new Map(
    lines(listed)
      .map((line) => line.split(' '))
      .map(([ref, id, upstream]) => [ref!, { id: id!, upstream }]),
  );

  const found: string[] = [];
  const upstream = own === undefined ? undefined : refs.get(own)?.upstream;
  if (upstream) {
    const id = lines(await git.run(['rev-parse', '--verify', '--quiet', `${upstream}^{commit}`], { signal, expect: [1, 128] }))[0];
    if (id !== undefined) found.push(id); // the upstream may have been deleted since
  }
  const originHead = refs.get('refs/remotes/origin/HEAD');
  if (originHead) found.push(originHead.id);
  const present = trunkNames
    .filter((name) => name !== head.branch)
    .flatMap((name) => refs.get(`refs/heads/${name}`) ?? refs.get(`refs/remotes/origin/${name}`) ?? []);
  if (present.length === 1) found.push(present[0]!.id);
  return found;
}
