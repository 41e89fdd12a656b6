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
  const wild = glob.replace(/\\./g, '');
  if (wild.split('**').length - 1 > 3) return 'a glob must not have more than three `**`';
  if (wild.split('/').some((part) => part.replace(/\*+/g, '*').split('*').length - 1 > 3)) {
    return 'a part of a glob between two `/` must not have more than three `*`';
  }
  if (wild.split('{').length - 1 > 3) return 'a glob must not have more than three `{`';
  return undefined;
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
