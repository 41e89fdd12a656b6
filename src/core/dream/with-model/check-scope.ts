/** Whether a proposed scope is grounded: no wider than the places of the findings that are cited for it. */
import { globProblem, matchesGlobs } from '../../memory/path-globs.js';
import type { DigestCase } from './digest.js';

/** Why a scope is refused; undefined when it is fine. */
export function scopeProblem(scope: { paths: string[]; rules: string[]; symbols: string[] }, cases: DigestCase[]): string | undefined {
  if (scope.paths.length === 0) return 'it names no place: a model teaches nothing about everything';
  for (const glob of scope.paths) {
    const problem = globProblem(glob);
    if (problem !== undefined) return `its scope is not valid: ${problem}`;
    if (glob.startsWith('/') || glob.startsWith('!') || glob.split('/').includes('..'))
      return `its scope ${glob} does not begin at the root`;
    const matched = cases.map((c) => c.subject.path).filter((path) => matchesGlobs(path, [glob]));
    if (matched.length === 0) return `none of the findings it cites lies in ${glob}`;
    // what is escaped is no pattern
    const wild = glob.replace(/\\./g, 'xx').search(/[*?[{]/);
    if (wild < 0) continue;
    const literal = glob.slice(0, glob.lastIndexOf('/', wild) + 1).replace(/\\(.)/g, '$1');
    const common = commonFolder(matched);
    if (literal === '' || !literal.startsWith(common)) {
      return common === ''
        ? `its scope ${glob} is the whole repository: name files, or one folder`
        : `its scope ${glob} is wider than ${common}, where the findings lie that it cites`;
    }
  }
  const outside = cases.find((c) => !matchesGlobs(c.subject.path, scope.paths));
  if (outside) return `it cites a finding outside of its scope: ${outside.subject.path}`;
  const rule = scope.rules.find((wanted) => !cases.some((c) => c.subject.rule === wanted));
  if (rule !== undefined) return `none of the findings it cites is of the rule ${rule}`;
  const symbol = scope.symbols.find(
    (wanted) => !cases.some((c) => c.subject.symbol === wanted || c.subject.symbol?.startsWith(`${wanted}.`)),
  );
  return symbol === undefined ? undefined : `none of the findings it cites stands in ${symbol}`;
}

/** The innermost folder that holds all paths, with its slash; empty for the root. */
function commonFolder(paths: string[]): string {
  const [first = '', ...others] = paths.map((path) => path.slice(0, path.lastIndexOf('/') + 1));
  let folder = first;
  while (folder !== '' && !others.every((other) => other.startsWith(folder)))
    folder = folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
  return folder;
}
