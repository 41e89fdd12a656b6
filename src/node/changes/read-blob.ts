/** The text of one git object, for showing a file as a review saw it. */
import type { Content, Repo } from '../../core/changes/change-set.js';
import { openBlobReader } from '../git/blob-reader.js';
import { repoGit } from '../git/repo-git.js';
import { decodeText, oversized } from './decode-text.js';

const maxBytes = 2_000_000;

/** `id` is a whole object id: no name, no expression. */
export async function readBlob(repo: Repo, id: string): Promise<Content> {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(id)) return { state: 'absent' };
  const blobs = openBlobReader(repoGit(repo.root, { bigFile: maxBytes }), { maxBytes });
  try {
    const found = await blobs.read(id);
    switch (found.state) {
      case 'found':
        return decodeText(found.bytes);
      case 'oversized':
        return { state: 'oversized', reason: oversized(found.size), bytes: found.size };
      case 'missing':
        return { state: 'absent' };
      case 'failed':
        return { state: 'unreadable', reason: found.reason };
    }
  } finally {
    await blobs.close();
  }
}
