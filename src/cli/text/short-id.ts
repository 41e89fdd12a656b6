/** Short names for findings and commits that a person can type. */

const shortest = 8;

/** For every fingerprint its shortest prefix, at least 8 characters, that names it alone among all of them. */
export function shortIds(fingerprints: Iterable<string>): Map<string, string> {
  // in order, whoever shares a beginning stands side by side
  const all = [...new Set(fingerprints)].sort((a, b) => (a < b ? -1 : 1));
  return new Map(
    all.map((fingerprint, index) => {
      const shared = Math.max(sharedLength(fingerprint, all[index - 1]), sharedLength(fingerprint, all[index + 1]));
      return [fingerprint, fingerprint.slice(0, Math.max(shortest, shared + 1))];
    }),
  );
}

function sharedLength(a: string, b = ''): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** A commit id as people quote it; `none` for an empty memory. */
export function shortCommit(commit: string | null | undefined): string {
  return commit ? commit.slice(0, 10) : 'none';
}
