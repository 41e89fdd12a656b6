/** The part of VS Code's git extension (API version 1) that is used. It may be off, or not know a repository. */
import * as vscode from 'vscode';

export type GitCommit = { hash: string; message: string; authorName?: string; authorDate?: Date };
export type GitRepository = {
  readonly rootUri: vscode.Uri;
  readonly state: {
    readonly indexChanges: readonly unknown[];
    readonly workingTreeChanges: readonly unknown[];
    readonly untrackedChanges?: readonly unknown[];
  };
  log(options: { maxEntries: number }): Promise<GitCommit[]>;
  /** Reads its state anew. */
  status(): Promise<void>;
};
type GitExtension = { enabled: boolean; getAPI(version: 1): { getRepository(uri: vscode.Uri): GitRepository | null } };

export async function gitRepository(root: string): Promise<GitRepository | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (!extension) return undefined;
  const git = await extension.activate();
  return (git.enabled ? git.getAPI(1).getRepository(vscode.Uri.file(root)) : null) ?? undefined;
}
