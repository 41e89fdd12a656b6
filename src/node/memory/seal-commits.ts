/** Seals new versions before they are written. */
import { sealMessage, type Follows } from '../../core/memory/version-seal.js';
import type { Hasher } from '../../core/ports.js';
import type { NewCommit } from './fast-import.js';
import { blobId } from './objects.js';

/** The commits, in the order in which they are written on `parent`, each with its seal. */
export function sealCommits(commits: NewCommit[], parent: string | null, hash: Pick<Hasher, 'seal'>): NewCommit[] {
  let follows: Follows = { parent };
  return commits.map((commit) => {
    const changes = commit.changes.map((change) => ({
      path: change.path,
      blob: 'removed' in change ? null : 'blob' in change ? change.blob : blobId(change.text, parent ?? ''),
    }));
    const content = commit.tree === undefined ? { changes } : { tree: commit.tree };
    const { message, seal } = sealMessage({ message: commit.message, follows, content }, hash);
    follows = { seal };
    return { ...commit, message };
  });
}
