/** A file that has no older side: untracked, or reviewed whole. All its lines count as added. */
import type { ChangedFile, Content, LineRange } from '../../core/changes/change-set.js';
import { countLines } from '../../core/changes/lines.js';
import { decodeText, oversized } from './decode-text.js';
import type { ListedFile } from './list-files.js';
import type { WorkTree } from './work-tree.js';

/**
 * Undefined when the file is no longer there. `skip` is a reason known from the path alone: such a file is not opened. `keep` takes what was
 * read.
 */
export async function wholeFile(
  tree: WorkTree,
  listed: ListedFile,
  known: { skip?: string; encoding?: string },
  keep: (path: string, content: Content) => void,
): Promise<ChangedFile | undefined> {
  const file: ChangedFile = { path: listed.path.replace(/\/$/, ''), status: 'added', kind: 'text', hunks: [] };
  if (listed.encoding === 'other') return { ...file, skip: strangeName };
  if (listed.path.endsWith('/')) return { ...file, kind: 'submodule', skip: 'a repository of its own, not a submodule' };
  if (known.skip !== undefined) return { ...file, skip: known.skip };
  const found = await tree.read(file.path);
  switch (found.state) {
    case 'absent':
      return undefined;
    case 'link':
      return { ...file, kind: 'symlink', newMode: '120000', skip: 'symlink' };
    case 'oversized':
      return { ...file, skip: oversized(found.size) };
    case 'unreadable':
      // the index names a submodule like a file
      if ((await tree.stat(file.path))?.isDirectory()) return { ...file, kind: 'submodule', skip: 'submodule' };
      return { ...file, hunks: [unreadableHunk] };
    case 'file':
      break;
  }
  const content = decodeText(found.bytes, known.encoding);
  const newMode = found.mode;
  if (content.state === 'binary') return { ...file, newMode, kind: 'binary', skip: 'binary' };
  if (content.state !== 'text') return { ...file, newMode, hunks: [unreadableHunk] };
  keep(file.path, content);
  const count = countLines(content.text);
  return {
    ...file,
    newMode,
    hunks: count === 0 ? [] : [{ old: { startLine: 1, endLine: 0 }, new: { startLine: 1, endLine: count } }],
    ...(isPointer(found.bytes) && { skip: lfsPointer }),
  };
}

/** The file with only those of its lines under review that the range holds; none of them: nothing to review. */
export function onlyLines(file: ChangedFile, { startLine, endLine }: LineRange): ChangedFile {
  const hunks = file.hunks.flatMap((hunk) => {
    // of an unreadable file nobody knows the lines: its reader says so
    if (hunk === unreadableHunk) return [hunk];
    const range = { startLine: Math.max(hunk.new.startLine, startLine), endLine: Math.min(hunk.new.endLine, endLine) };
    return range.endLine < range.startLine ? [] : [{ ...hunk, new: range }];
  });
  return { ...file, hunks };
}

export const strangeName = 'its name is not UTF-8';

/** Stands for lines that nobody could count: the file stays to be reviewed, and its reader reports why it cannot be. */
export const unreadableHunk = { old: { startLine: 1, endLine: 0 }, new: { startLine: 1, endLine: 1 } };

export const lfsPointer = 'LFS pointer';

/** A Git LFS pointer: key-value lines that start with the version, fewer than 1,024 bytes (git-lfs, docs/spec.md). */
export function isPointer(bytes: Buffer): boolean {
  return (
    bytes.length < 1_024 &&
    /^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\/[^\n]*\n(?:[^\n]*\n)*oid sha256:/.test(bytes.toString('latin1'))
  );
}
