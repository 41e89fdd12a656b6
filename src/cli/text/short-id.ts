/** Short names for findings and commits that a person can type. */

const shortest = 8;

/** For every fingerprint its shortest prefix, at least 8 characters, that names it alone among all of them. */
export function shortIds(fingerprints: Iterable<string>): Map<string, string> {
  const all = [...new Set(fingerprints)];
  const short = new Map<string, string>();
  for (const fingerprint of all) {
    let length = shortest;
    while (length < fingerprint.length && all.some((other) => other !== fingerprint && other.startsWith(fingerprint.slice(0, length))))
      length++;
    short.set(fingerprint, fingerprint.slice(0, length));
  }
  return short;
}

/** A commit id as people quote it; `none` for an empty memory. */
export function shortCommit(commit: string | null | undefined): string {
  return commit ? commit.slice(0, 10) : 'none';
}
