/** Writes commits through one `git fast-import` onto a private ref: whatever happens to it, nothing that counts has moved. */
import type { MemoryRepo } from './memory-repo.js';

export type FileChange = { path: string; text: string } | { path: string; blob: string } | { path: string; removed: true };

export type NewCommit = {
  message: string;
  changes: FileChange[];
  /** Starts from this tree instead of the parent's. */
  tree?: string;
  /** Milliseconds since 1970; default: the time of the import. */
  authoredAt?: number;
};

/**
 * Writes the commits one after the other on `parent` (null: a root commit) and leaves `ref` at the last one. Resolves with their ids.
 */
export async function importCommits(
  repo: MemoryRepo,
  options: { ref: string; parent: string | null; commits: NewCommit[]; at: Date },
): Promise<string[]> {
  const { ref, parent, commits, at } = options;
  // an earlier attempt may have left the ref at another parent
  const parts = ['feature done\n', `reset ${ref}\n`, parent ? `from ${parent}\n\n` : '\n'];
  for (const [index, commit] of commits.entries()) {
    parts.push(`commit ${ref}\nmark :${index + 1}\n`);
    parts.push(
      `author ${author} ${seconds(commit.authoredAt ?? at.getTime())}\ncommitter ${author} ${seconds(at.getTime())}\n`,
      data(commit.message),
    );
    if (commit.tree) parts.push(`M 040000 ${commit.tree} \n`);
    for (const change of commit.changes) parts.push(line(change));
    parts.push('\n');
  }
  for (const index of commits.keys()) parts.push(`get-mark :${index + 1}\n`);
  parts.push('done\n');
  const out = await repo.gitOk(['fast-import', '--quiet', '--force', '--done', '--date-format=raw'], parts.join(''));
  const ids = out.toString('utf8').trim().split('\n');
  if (ids.length !== commits.length) throw new Error(`git fast-import wrote ${ids.length} of ${commits.length} commits`);
  return ids;
}

const author = 'Reverie <reverie@localhost>';

function seconds(ms: number): string {
  return `${Math.max(0, Math.floor(ms / 1000))} +0000`;
}

function line(change: FileChange): string {
  const path = quoted(change.path);
  if ('removed' in change) return `D ${path}\n`;
  if ('blob' in change) return `M 100644 ${change.blob} ${path}\n`;
  return `M 100644 inline ${path}\n${data(change.text)}`;
}

/** A name that somebody else gave a file may hold anything; see “C-style quoting” in git-fast-import. */
function quoted(path: string): string {
  if (!/^"|[\n\\]/.test(path)) return path;
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
