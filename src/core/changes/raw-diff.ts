/** Reads what `git diff --raw -z` says about each changed path. Formats: git-diff-index(1), “Raw output format”. */

export type RawEntry = {
  status: 'A' | 'C' | 'D' | 'M' | 'R' | 'T' | 'U';
  /** File modes; undefined where the side does not exist. */
  oldMode?: string;
  newMode?: string;
  /** Object ids; undefined where the side does not exist or was not hashed (the work tree). */
  oldId?: string;
  newId?: string;
  /** The path bytes as git wrote them, of the side that exists; the new one for renames and copies. */
  path: Uint8Array;
  /** Only for renames and copies. */
  oldPath?: Uint8Array;
};

/**
 * Parses the raw list at the start of a `--raw -z` output. `end` is the offset behind the list and the NUL that parts it from a patch.
 * Throws on bytes that git does not write.
 */
export function parseRawDiff(bytes: Uint8Array): { entries: RawEntry[]; end: number } {
  const entries: RawEntry[] = [];
  let at = 0;
  while (bytes[at] === colon) {
    const infoEnd = endOfField(bytes, at);
    const info = ascii(bytes.subarray(at, infoEnd));
    const parts = /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) ([ACDMRTU])\d*$/.exec(info);
    if (!parts) throw new Error(`git wrote a raw line that cannot be read: ${JSON.stringify(info.slice(0, 200))}`);
    const pathEnd = endOfField(bytes, infoEnd + 1);
    const first = bytes.subarray(infoEnd + 1, pathEnd);
    const status = parts[5] as RawEntry['status'];
    const entry: RawEntry = { status, ...sides(parts[1]!, parts[2]!, parts[3]!, parts[4]!), path: first };
    at = pathEnd + 1;
    if (status === 'R' || status === 'C') {
      const newEnd = endOfField(bytes, at);
      entry.oldPath = first;
      entry.path = bytes.subarray(at, newEnd);
      at = newEnd + 1;
    }
    entries.push(entry);
  }
  return { entries, end: bytes[at] === 0 ? at + 1 : at };
}

const colon = 0x3a;

function sides(oldMode: string, newMode: string, oldId: string, newId: string): Partial<RawEntry> {
  return {
    ...(oldMode !== '000000' && { oldMode }),
    ...(newMode !== '000000' && { newMode }),
    ...(/[^0]/.test(oldId) && { oldId }),
    ...(/[^0]/.test(newId) && { newId }),
  };
}

function endOfField(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(0, from);
  if (end < 0) throw new Error('git wrote a raw list that is cut off');
  return end;
}

function ascii(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}
