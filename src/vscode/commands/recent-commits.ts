/** The newest commits of a repo, from VS Code's git extension when it is there. */
import { gitRepository } from '../git-extension.js';

export type RecentCommit = { hash: string; message: string; author: string | undefined; date: string | undefined };

/** Empty when the git extension is off, does not know the repo, or the repo has no commit. */
export async function recentCommits(root: string, limit = 50): Promise<RecentCommit[]> {
  const repository = await gitRepository(root);
  if (!repository) return [];
  const commits = await repository.log({ maxEntries: limit }).catch(() => []);
  return commits.map((c) => ({
    hash: c.hash,
    message: c.message.split('\n', 1)[0] ?? '',
    author: c.authorName,
    date: c.authorDate?.toISOString(),
  }));
}
