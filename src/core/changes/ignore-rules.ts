/** `.reverie/ignore`: files that a team does not want reviewed, one pattern a line, read as `.gitignore` reads its lines. */
import { glob } from './glob.js';

export const ignoreFile = '.reverie/ignore';

/** The line (1-based) that ignores the path; undefined when none does or a later `!` line brings it back. */
export type IgnoreRules = (path: string) => number | undefined;

/** `#` starts a comment, `!` brings back, a `/` anywhere but at the end ties the pattern to the root, a `/` at the end means folders only. */
export function parseIgnoreRules(text: string): IgnoreRules {
  const rules = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .flatMap((line, index) => ignoreRule(line, index + 1) ?? []);
  return (path) => {
    let ignored: number | undefined;
    for (const rule of rules) if (rule.matches(path)) ignored = rule.negated ? undefined : rule.line;
    return ignored;
  };
}

type Rule = { line: number; negated: boolean; matches: (path: string) => boolean };

function ignoreRule(raw: string, line: number): Rule | undefined {
  let pattern = raw.replace(/(?<!\\)[ \t]+$/, '');
  if (pattern === '' || pattern.startsWith('#')) return undefined;
  const negated = pattern.startsWith('!');
  if (negated) pattern = pattern.slice(1);
  const foldersOnly = pattern.endsWith('/');
  pattern = pattern.replace(/\/+$/, '');
  if (pattern === '') return undefined;
  const anchored = pattern.includes('/');
  const base = anchored ? pattern.replace(/^\/+/, '') : `**/${pattern}`;
  const itself = glob(base);
  const below = glob(`${base}/**`);
  return { line, negated, matches: (path) => (!foldersOnly && itself(path)) || below(path) };
}
