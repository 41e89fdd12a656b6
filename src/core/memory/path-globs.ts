/** Globs of a lesson's scope, matched with picomatch. They come from files anyone may have written, so they must also be cheap. */
import picomatch from 'picomatch';

/**
 * True when `path` (from the repo's root, with `/`) matches one of the globs, dot files included. Extended globs such as `+(a)` are not
 * read as patterns. A glob that has a problem matches nothing.
 */
export function matchesGlobs(path: string, globs: string[]): boolean {
  return globs.some((glob) => matcher(glob)(path));
}

/** Why a glob is refused: some patterns take exponential time to match. */
export function globProblem(glob: string): string | undefined {
  if (glob === '') return 'a glob must not be empty';
  if (glob.length > 500) return 'a glob must not be longer than 500 characters';
  if (glob.split('**').length - 1 > 4) return 'a glob must not have more than four `**`';
  if (glob.split('/').some((segment) => segment.replace(/\*+/g, '*').split('*').length - 1 > 4)) {
    return 'a part of a glob between two `/` must not have more than four `*`';
  }
  if (glob.split('{').length - 1 > 4) return 'a glob must not have more than four `{`';
  return undefined;
}

const matchers = new Map<string, (path: string) => boolean>();
const maxMatchers = 20_000;

function matcher(glob: string): (path: string) => boolean {
  const known = matchers.get(glob);
  if (known) return known;
  const made = globProblem(glob) === undefined ? picomatch(glob, { dot: true, noextglob: true, nonegate: true, windows: false }) : () => false;
  if (matchers.size >= maxMatchers) matchers.clear();
  matchers.set(glob, made);
  return made;
}
