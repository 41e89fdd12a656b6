/** Which commits a commit descends from, asked of git once for all of them. */
import type { RepoGit } from '../../git/repo-git.js';
import { commitId, lines } from '../../changes/commits.js';

/** Those of `commits` that `head` reaches; `head` itself is one. Ids that git does not know are none. */
export async function isAncestorOf(git: RepoGit, commits: readonly string[], head: string, signal: AbortSignal): Promise<Set<string>> {
  const asked = commits.filter((commit) => commitId(commit) !== undefined);
  if (asked.length === 0) return new Set();
  const there = await known(git, asked, signal);
  if (there.length === 0) return new Set();
  const outside = new Set(lines(await git.run(['rev-list', '--stdin'], { input: `${there.join('\n')}\n^${head}\n`, signal })));
  return new Set(there.filter((commit) => !outside.has(commit)));
}

async function known(git: RepoGit, commits: string[], signal: AbortSignal): Promise<string[]> {
  const found = await git.run(['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input: `${commits.join('\n')}\n`, signal });
  return lines(found).flatMap((line) => (line.endsWith(' commit') ? [line.split(' ')[0]!] : []));
}
