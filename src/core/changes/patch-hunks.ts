/**
 * Reads the list of files and the hunks that `git diff --raw -z --patch` writes, as they come: no contents are kept, however large a patch is.
 * Names come from the raw list, so that no content can pass for a header.
 */
import type { Hunk, LineRange } from './change-set.js';
import { quotedPath } from './path-bytes.js';
import { type RawEntry, parseRawEntry } from './raw-diff.js';

export type EntryPatch = {
  hunks: Hunk[];
  /** Git found no lines to compare: binary content, an attribute that says so, or a file above `core.bigFileThreshold`. */
  binary: boolean;
  /** The added (for a deletion, removed) lines are a Git LFS pointer. */
  pointer: boolean;
};

export interface DiffParser {
  /** Takes the next bytes. Throws when they are none that git writes. */
  push(bytes: Uint8Array): void;
  /** The entries of the list, each with its patch. Throws when the output was cut off. */
  end(): { raw: RawEntry; patch: EntryPatch }[];
}

/** Reads an output made with `-U0 --src-prefix=a/ --dst-prefix=b/` and `core.quotePath=false`. */
export function diffParser(): DiffParser {
  const entries: RawEntry[] = [];
  const patches: EntryPatch[] = [];
  let bytes: Uint8Array = new Uint8Array();
  let at = 0;
  let read = 0;
  let ended = false;
  /** What the next byte belongs to; `rest` is what is left of a line that was understood by its beginning. */
  let state: 'list' | 'section' | 'header' | 'body' = 'list';
  let rest = false;
  /** The entry whose section is expected or being read, and how many of its sections were. */
  let current = 0;
  let sections = 0;
  let body = { left: 0, mayBePointer: false };

  /** Reads one thing; false when it needs more bytes. */
  function step(): boolean {
    if (rest) return skipLine();
    if (state === 'list') return listed();
    if (state === 'section') return section();
    if (at >= bytes.length) return false;
    // the beginning of a line tells what it is, once there is enough of it
    if (!ended && bytes.length - at < longestStart && bytes.indexOf(newline, at) < 0) return false;
    return state === 'header' ? headerLine() : bodyLine();
  }

  function listed(): boolean {
    const found = parseRawEntry(bytes, at);
    if (found === undefined) return false;
    if (found === 'end') {
      if (bytes[at] === 0) at++;
      state = 'section';
      return true;
    }
    entries.push(found.entry);
    patches.push({ hunks: [], binary: false, pointer: false });
    at = found.next;
    return true;
  }

  /** A section that does not name the current entry is the next one's: this one has none, or no more. */
  function section(): boolean {
    if (at >= bytes.length) return false;
    const entry = entries[current];
    if (!entry) throw new Error(`git wrote a patch that does not follow its list of files, at byte ${read - bytes.length + at}`);
    // a change between file and symlink is written as a deletion and a creation
    const most = entry.status === 'T' ? 2 : 1;
    const expected = sections < most ? sectionHeader(entry) : undefined;
    if (expected && !ended && bytes.length - at < expected.length && startsWith(expected.subarray(0, bytes.length - at))) return false;
    if (!expected || !startsWith(expected)) {
      current++;
      sections = 0;
      return true;
    }
    at += expected.length;
    sections++;
    if (entry.status !== 'U') state = 'header';
    return true;
  }

  /** Extended header lines, the two name lines and what git says of binary files, up to the first hunk. */
  function headerLine(): boolean {
    if (startsWith(hunkStart)) return hunkHeader();
    if (startsWith(sectionStart) || startsWith(unmergedStart)) {
      state = 'section';
      return true;
    }
    if (startsWith(binaryStart)) patches[current]!.binary = true;
    return skipLine();
  }

  function hunkHeader(): boolean {
    const end = bytes.indexOf(newline, at);
    if (end < 0 && !ended && bytes.length - at < maxHunkHeader) return false;
    const text = new TextDecoder('latin1').decode(bytes.subarray(at, Math.min(end < 0 ? bytes.length : end, at + maxHunkHeader)));
    const numbers = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(text);
    if (!numbers) throw new Error(`git wrote a hunk header that cannot be read: ${JSON.stringify(text)}`);
    const removed = Number(numbers[2] ?? 1);
    const added = Number(numbers[4] ?? 1);
    patches[current]!.hunks.push({ old: range(Number(numbers[1]), removed), new: range(Number(numbers[3]), added) });
    body = { left: removed + added, mayBePointer: removed + added <= maxPointerLines };
    state = 'body';
    return skipLine();
  }

  function bodyLine(): boolean {
    // "no newline at end of file" belongs to the line before it
    if (startsWith(backslashStart)) return skipLine();
    if (body.left === 0) {
      state = 'header';
      return true;
    }
    body.left--;
    if (body.mayBePointer && (startsWith(pointerAdded) || startsWith(pointerRemoved))) patches[current]!.pointer = true;
    return skipLine();
  }

  function skipLine(): boolean {
    const end = bytes.indexOf(newline, at);
    rest = end < 0;
    at = end < 0 ? bytes.length : end + 1;
    return !rest;
  }

  function startsWith(prefix: Uint8Array): boolean {
    for (let i = 0; i < prefix.length; i++) if (bytes[at + i] !== prefix[i]) return false;
    return true;
  }

  return {
    push(chunk) {
      const left = bytes.length - at;
      if (left === 0) bytes = chunk;
      else {
        const joined = new Uint8Array(left + chunk.length);
        joined.set(bytes.subarray(at));
        joined.set(chunk, left);
        bytes = joined;
      }
      at = 0;
      read += chunk.length;
      while (step());
    },
    end() {
      ended = true;
      while (step());
      if (at < bytes.length || (state === 'body' && body.left > 0))
        throw new Error(`git wrote a diff that is cut off, after ${read} bytes`);
      return entries.map((raw, i) => {
        const patch = patches[i]!;
        const [first, second] = patch.hunks;
        if (raw.status === 'T' && patch.hunks.length === 2) patch.hunks = [{ old: first!.old, new: second!.new }];
        return { raw, patch };
      });
    },
  };
}

function sectionHeader(entry: RawEntry): Uint8Array {
  if (entry.status === 'U') return joined(unmergedStart, entry.path, newlineEnd);
  return joined(sectionStart, quotedPath('a/', entry.oldPath ?? entry.path), space, quotedPath('b/', entry.path), newlineEnd);
}

function joined(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A zero-length range names the line *before* it; ours starts at the line that follows. */
function range(start: number, count: number): LineRange {
  const startLine = count === 0 ? start + 1 : start;
  return { startLine, endLine: startLine + count - 1 };
}

const newline = 0x0a;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const newlineEnd = encode('\n');
const space = encode(' ');
const hunkStart = encode('@@ -');
const sectionStart = encode('diff --git ');
const unmergedStart = encode('* Unmerged path ');
const binaryStart = encode('Binary files ');
const backslashStart = encode('\\');
const pointerAdded = encode('+oid sha256:');
const pointerRemoved = encode('-oid sha256:');
const longestStart = unmergedStart.length;
/** Four line numbers; what follows is the enclosing function. */
const maxHunkHeader = 80;
/** A pointer has three lines, a few more with extensions; both sides of one change. */
const maxPointerLines = 24;
