/** Globs of a lesson's scope, matched with picomatch. They come from files anyone may have written, so they must also be cheap. */
import picomatch from 'picomatch';

/**
 * True when `path` (from the repo's root, with `/`) matches one of the globs, dot files included. `*`, `**`, `?`, `[…]` and `{a,b}` are
 * patterns, `\` takes the next sign literally, and so stand all others. A glob that has a problem matches nothing.
 */
export function matchesGlobs(path: string, globs: string[]): boolean {
  return globs.some((glob) => matcher(glob)(path));
}

/** Why a glob is refused: some patterns take time that grows exponentially with the path. */
export function globProblem(glob: string): string | undefined {
  if (glob === '') return 'a glob must not be empty';
  if (glob.length > 500) return 'a glob must not be longer than 500 characters';
  if (/^\/|^\.\.\//.test(glob)) return 'a glob begins at the root of the repo, without `/` or `../`';
  if (glob.endsWith('/')) return `a glob names files: ${glob}** are all in this folder`;
  const wild = glob.replace(/\\./g, '');
  if (wild.split('**').length - 1 > 3) return 'a glob must not have more than three `**`';
  if (wild.split('/').some((part) => part.replace(/\*+/g, '*').split('*').length - 1 > 3)) {
    return 'a part of a glob between two `/` must not have more than three `*`';
  }
  if (wild.split('{').length - 1 > 3) return 'a glob must not have more than three `{`';
  return undefined;
}

/** A set of paths that many globs are asked about: most globs name a folder in which none of them lies, and cost one look. */
export class PathSet {
  private readonly below = new Map<string, string[]>();

  constructor(readonly paths: readonly string[]) {
    for (const path of paths) {
      for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) this.put(path.slice(0, end), path);
      // `a/**` also matches a file that is called `a`
      this.put(path, path);
    }
  }

  /** The paths that match one of the globs, in their order; the same as asking `matchesGlobs` for each. */
  matching(globs: string[]): string[] {
    const near = globs.flatMap((glob) => {
      const among = this.near(glob);
      return among.length > 0 ? [{ among, matches: matcher(glob) }] : [];
    });
    const [only, ...more] = near;
    if (!only) return [];
    if (more.length === 0) return only.among.filter((path) => only.matches(path));
    const found = new Set(near.flatMap(({ among, matches }) => among.filter((path) => matches(path))));
    return this.paths.filter((path) => found.has(path));
  }

  private near(glob: string): readonly string[] {
    const folder = folderOf(glob);
    return folder === undefined ? this.paths : (this.below.get(folder) ?? []);
  }

  private put(folder: string, path: string): void {
    const there = this.below.get(folder);
    if (there) there.push(path);
    else this.below.set(folder, [path]);
  }
}

/** The folder that everything a glob matches lies in; undefined where the glob does not say. */
function folderOf(glob: string): string | undefined {
  const wild = glob.search(/[*?[\]{}()!+@|\\]/);
  const slash = (wild < 0 ? glob : glob.slice(0, wild)).lastIndexOf('/');
  if (slash <= 0 || glob.startsWith('./') || glob.includes('//')) return undefined;
  return glob.slice(0, slash);
}

const matchers = new Map<string, (path: string) => boolean>();
const maxMatchers = 20_000;

function matcher(glob: string): (path: string) => boolean {
  const known = matchers.get(glob);
  if (known) return known;
  const made =
    globProblem(glob) === undefined
      ? picomatch(withoutRegex(glob), { dot: true, noextglob: true, nonegate: true, windows: false })
      : () => false;
  if (matchers.size >= maxMatchers) matchers.clear();
  matchers.set(glob, made);
  return made;
}

/** picomatch hands these signs on to the regular expression, where they can nest. */
function withoutRegex(glob: string): string {
  return glob.replace(/\\.|\[[^\]]*\]|[()|+]/g, (part) => (part.length > 1 ? part : `\\${part}`));
}
