/** Looks for the code that lessons cite: in the work tree, and in the commit that is checked out. */
import type { Repo } from '../../core/changes/change-set.js';
import { linesOf } from '../../core/changes/lines.js';
import type { FindCode } from '../../core/dream/rest.js';
import { checkCitations } from '../../core/memory/code-citation.js';
import type { Hasher, Redact } from '../../core/ports.js';
import { decodeText } from '../changes/decode-text.js';
import { workTree } from '../changes/work-tree.js';
import { openBlobReader } from '../git/blob-reader.js';
import { repoGit } from '../git/repo-git.js';

export type CodeSearch = { findCode: FindCode; close(): Promise<void> };

const maxBytes = 2_000_000;

/**
 * For one dream: each file is read once, as recall reads it, with secrets redacted. Code is gone only when it stands neither in the work
 * tree nor in HEAD, so that an edit that is not committed yet, or a file taken away for a moment, puts nothing to sleep.
 */
export function openCodeSearch(deps: { repo: Repo; redact: Redact; hash: Pick<Hasher, 'sha256'>; signal: AbortSignal }): CodeSearch {
  const { repo, redact, hash, signal } = deps;
  const tree = workTree(repo.root, { maxBytes });
  const blobs = openBlobReader(repoGit(repo.root, { bigFile: maxBytes }), { maxBytes, signal });
  const once = (read: (path: string) => Promise<Lines>): ((path: string) => Promise<Lines>) => {
    const known = new Map<string, Promise<Lines>>();
    return (path) => {
      let lines = known.get(path);
      if (!lines) known.set(path, (lines = read(path)));
      return lines;
    };
  };
  const textOf = (bytes: Buffer): Lines => {
    const content = decodeText(bytes);
    return content.state === 'text' ? linesOf(redact(content.text)) : undefined;
  };
  const inWorkTree = once(async (path) => {
    const found = await tree.read(path);
    if (found.state === 'absent') return [];
    return found.state === 'file' ? textOf(found.bytes) : undefined;
  });
  const inHead = once(async (path) => {
    const found = await blobs.read(`HEAD:${path}`);
    if (found.state === 'missing') return [];
    return found.state === 'found' ? textOf(found.bytes) : undefined;
  });
  return {
    async findCode(evidence) {
      for (const linesOfFile of [inWorkTree, inHead]) {
        const lines = await linesOfFile(evidence.path);
        const { state } = checkCitations({ evidence: [evidence] }, () => lines, hash);
        if (state !== 'gone') return state;
      }
      return 'gone';
    },
    close: () => blobs.close(),
  };
}

/** No lines: the file is not there. Undefined: it cannot be read, which says nothing. */
type Lines = string[] | undefined;
