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
 * Parses the entry at the offset. `next` is the offset behind it. Undefined when the bytes end before the entry does, `end` when there is
 * no further one. Throws on bytes that git does not write.
 */
export function parseRawEntry(bytes: Uint8Array, at: number): { entry: RawEntry; next: number } | 'end' | undefined {
  if (at >= bytes.length) return undefined;
  if (bytes[at] !== colon) return 'end';
  const infoEnd = bytes.indexOf(0, at);
  if (infoEnd < 0) {
    if (bytes.length - at > maxInfo) throw unreadable(bytes, at, bytes.length);
    return undefined;
  }
  const parts = /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) ([ACDMRTU])\d*$/.exec(ascii(bytes.subarray(at, infoEnd)));
  if (!parts) throw unreadable(bytes, at, infoEnd);
  const status = parts[5] as RawEntry['status'];
  const firstEnd = bytes.indexOf(0, infoEnd + 1);
  if (firstEnd < 0) return undefined;
  // a copy: the entry outlives the buffer it was read from
  const first = Uint8Array.from(bytes.subarray(infoEnd + 1, firstEnd));
  const entry: RawEntry = { status, ...sides(parts[1]!, parts[2]!, parts[3]!, parts[4]!), path: first };
  if (status !== 'R' && status !== 'C') return { entry, next: firstEnd + 1 };
  const newEnd = bytes.indexOf(0, firstEnd + 1);
  if (newEnd < 0) return undefined;
  return { entry: { ...entry, oldPath: first, path: Uint8Array.from(bytes.subarray(firstEnd + 1, newEnd)) }, next: newEnd + 1 };
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

/** Two modes, two ids of up to 64 digits, a status with its score. */
const maxInfo = 200;

function unreadable(bytes: Uint8Array, from: number, to: number): Error {
  return new Error(
    `git wrote a raw line that cannot be read: ${JSON.stringify(ascii(bytes.subarray(from, Math.min(to, from + maxInfo))))}`,
  );
}

function ascii(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}
