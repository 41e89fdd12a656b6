/** Where a report's addresses lie in the repo: relative and absolute, encoded or not, of this machine or of the one that made the report. */

/** `outside`: the address names no file of the repo. */
export type RepoPath = { state: 'inside'; path: string } | { state: 'outside' };

/** Address of a folder or file: `file:///…`, an absolute path of POSIX or Windows, or relative to something. */
type Address = { absolute: boolean; segments: string[] };

const outside: RepoPath = { state: 'outside' };

/** Undefined for what is no file (`https:`, `git:`) or cannot be one. A relative address may begin with `..`. */
export function readAddress(uri: string): Address | undefined {
  if (uri.length > 4_000 || uri.includes('\0')) return undefined;
  const file = /^file:\/\/([^/]*)(\/.*)$/i.exec(uri) ?? /^file:()(\/[^/].*|\/)$/i.exec(uri);
  const host = file?.[1] ?? '';
  if (file && host !== '' && host.toLowerCase() !== 'localhost') return undefined;
  const isDrive = /^[a-z]:[\\/]/i.test(uri);
  if (!file && !isDrive && /^[a-z][a-z0-9+.-]*:/i.test(uri)) return undefined;
  const path = decoded(file?.[2] ?? uri).replaceAll('\\', '/');
  if (path.includes('\0') || path.startsWith('//')) return undefined;
  const absolute = path.startsWith('/') || /^[a-z]:\//i.test(path);
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.length > 0 && segments.at(-1) !== '..') segments.pop();
    else if (!absolute) segments.push(segment);
  }
  return { absolute, segments };
}

/** `below` as a path from `root`; outside when it does not lie below it. Paths with a drive letter are compared without case. */
function pathBelow(root: Address, below: Address): RepoPath {
  const same = /^[a-z]:$/i.test(root.segments[0] ?? '')
    ? (a = '', b = '') => a.toLowerCase() === b.toLowerCase()
    : (a = '', b = '') => a === b;
  const { length } = root.segments;
  if (below.segments.length <= length || !root.segments.every((segment, i) => same(segment, below.segments[i]))) return outside;
  return { state: 'inside', path: below.segments.slice(length).join('/') };
}

/**
 * Resolves addresses. `roots` are the absolute paths by which this machine knows the repo's root, `foreign` what the report itself calls
 * the root of the sources (its maker's checkout), the surest first: an absolute path below one of those is the repo's file too.
 */
export function repoPaths(roots: string[], foreign: string[] = []): (uri: string, folder?: string) => RepoPath {
  const known = [...roots, ...foreign].map(readAddress).filter((a): a is Address => a?.absolute === true && a.segments.length > 0);
  return (uri, folder = '') => {
    const address = readAddress(uri);
    if (!address) return outside;
    if (!address.absolute) {
      const whole = readAddress(`./${folder}/${address.segments.join('/')}`.replaceAll('%', '%25'));
      const segments = whole?.segments ?? [];
      return segments.length === 0 || segments[0] === '..' ? outside : { state: 'inside', path: segments.join('/') };
    }
    for (const root of known) {
      const path = pathBelow(root, address);
      if (path.state === 'inside') return path;
    }
    return outside;
  };
}

/** A file may be called `100%`: what is not encoded stays as it is. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // not encoded, or not as UTF-8
  }
}
