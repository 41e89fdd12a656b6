/** Reads the hunks of a zero-context patch. Names come from the raw list, so that no content can pass for a header. */
import type { Hunk, LineRange } from './change-set.js';
import { quotedPath } from './path-bytes.js';
import type { RawEntry } from './raw-diff.js';

export type EntryPatch = {
  hunks: Hunk[];
  /** Git found no lines to compare: binary content, an attribute that says so, or a file above `core.bigFileThreshold`. */
  binary: boolean;
  /** The added (for a deletion, removed) lines are a Git LFS pointer. */
  pointer: boolean;
};

/**
 * Parses the patch behind a raw list, one result for each entry in its order. The patch was made with `-U0 --src-prefix=a/ --dst-prefix=b/`
 * and `core.quotePath=false`. Throws when the patch does not follow the list.
 */
export function parsePatch(bytes: Uint8Array, start: number, entries: RawEntry[]): EntryPatch[] {
  const cursor = { bytes, at: start };
  const patches = entries.map((entry) => entryPatch(cursor, entry));
  if (cursor.at < bytes.length) throw new Error(`git wrote a patch that does not follow its list of files, at byte ${cursor.at}`);
  return patches;
}

type Cursor = { bytes: Uint8Array; at: number };

function entryPatch(cursor: Cursor, entry: RawEntry): EntryPatch {
  const patch: EntryPatch = { hunks: [], binary: false, pointer: false };
  if (entry.status === 'U') {
    take(cursor, [...encode('* Unmerged path '), ...entry.path, newline]);
    return patch;
  }
  const header = [
    ...encode('diff --git '),
    ...quotedPath('a/', entry.oldPath ?? entry.path),
    ...encode(' '),
    ...quotedPath('b/', entry.path),
    newline,
  ];
  // a change between file and symlink is written as a deletion and a creation
  while (take(cursor, header)) {
    const hunks: Hunk[] = [];
    fileHeader(cursor, patch);
    while (startsWith(cursor, hunkStart)) hunks.push(hunk(cursor, patch));
    if (entry.status !== 'T') {
      patch.hunks = hunks;
      return patch;
    }
    patch.hunks.push(...hunks);
  }
  if (patch.hunks.length === 2) patch.hunks = [{ old: patch.hunks[0]!.old, new: patch.hunks[1]!.new }];
  return patch;
}

/** Skips the extended header lines, the two name lines and what git says of binary files. */
function fileHeader(cursor: Cursor, patch: EntryPatch): void {
  while (cursor.at < cursor.bytes.length) {
    if (startsWith(cursor, hunkStart) || startsWith(cursor, sectionStart) || startsWith(cursor, unmergedStart)) return;
    if (startsWith(cursor, binaryStart)) patch.binary = true;
    nextLine(cursor);
  }
}

function hunk(cursor: Cursor, patch: EntryPatch): Hunk {
  const from = cursor.at;
  nextLine(cursor);
  const text = new TextDecoder('latin1').decode(cursor.bytes.subarray(from, Math.min(cursor.at, from + 80)));
  const numbers = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(text);
  if (!numbers) throw new Error(`git wrote a hunk header that cannot be read: ${JSON.stringify(text)}`);
  const removed = Number(numbers[2] ?? 1);
  const added = Number(numbers[4] ?? 1);
  for (let body = removed + added; body > 0; body--) {
    if (startsWith(cursor, backslashStart)) nextLine(cursor);
    if (removed + added <= maxPointerLines && (startsWith(cursor, pointerAdded) || startsWith(cursor, pointerRemoved)))
      patch.pointer = true;
    nextLine(cursor);
  }
  if (startsWith(cursor, backslashStart)) nextLine(cursor);
  return { old: range(Number(numbers[1]), removed), new: range(Number(numbers[3]), added) };
}

/** A zero-length range names the line *before* it; ours starts at the line that follows. */
function range(start: number, count: number): LineRange {
  const startLine = count === 0 ? start + 1 : start;
  return { startLine, endLine: startLine + count - 1 };
}

const newline = 0x0a;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const hunkStart = encode('@@ -');
const sectionStart = encode('diff --git ');
const unmergedStart = encode('* Unmerged path ');
const binaryStart = encode('Binary files ');
const backslashStart = encode('\\');
const pointerAdded = encode('+oid sha256:');
const pointerRemoved = encode('-oid sha256:');
/** A pointer has three lines, a few more with extensions; both sides of one change. */
const maxPointerLines = 24;

function startsWith(cursor: Cursor, prefix: ArrayLike<number>): boolean {
  for (let i = 0; i < prefix.length; i++) if (cursor.bytes[cursor.at + i] !== prefix[i]) return false;
  return true;
}

function take(cursor: Cursor, prefix: ArrayLike<number>): boolean {
  if (!startsWith(cursor, prefix)) return false;
  cursor.at += prefix.length;
  return true;
}

function nextLine(cursor: Cursor): void {
  const end = cursor.bytes.indexOf(newline, cursor.at);
  cursor.at = end < 0 ? cursor.bytes.length : end + 1;
}
