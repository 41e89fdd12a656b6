/** The newest commits of a repo, from VS Code's git extension when it is there. */
import * as vscode from 'vscode';

export type RecentCommit = { hash: string; message: string; author: string | undefined; date: string | undefined };

/** The part of the git extension's API (version 1) that is used. */
type GitApi = {
  getRepository(uri: vscode.Uri): {
    log(options: { maxEntries: number }): Promise<{ hash: string; message: string; authorName?: string; authorDate?: Date }[]>;
  } | null;
};
type GitExtension = { enabled: boolean; getAPI(version: 1): GitApi };

/** Empty when the git extension is off, does not know the repo, or the repo has no commit. */
export async function recentCommits(root: string, limit = 50): Promise<RecentCommit[]> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (!extension) return [];
  const git = await extension.activate();
  const repository = git.enabled ? git.getAPI(1).getRepository(vscode.Uri.file(root)) : null;
  if (!repository) return [];
  const commits = await repository.log({ maxEntries: limit }).catch(() => []);
  return commits.map((c) => ({
    hash: c.hash,
    message: c.message.split('\n', 1)[0] ?? '',
    author: c.authorName,
    date: c.authorDate?.toISOString(),
  }));
}
