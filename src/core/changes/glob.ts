/** Globs over repo paths, matched in time that grows with pattern × path only: patterns come from repos nobody vouches for. */

export type Glob = (path: string) => boolean;

/**
 * `*`, `?` and `[a-z]` match inside one segment, `**` any number of segments, `{a,b}` either; `\` takes the next sign as it is.
 * The whole path must match; a leading dot needs no special care.
 */
export function glob(pattern: string): Glob {
  const alternatives = braces(pattern).map((reading) => pathSegments(reading).map(segmentOf));
  return (path) => {
    const segments = path.split('/');
    return alternatives.some((alternative) => pathMatches(alternative, segments));
  };
}

/**
 * What `--path` and `paths` mean: a file or folder by its literal name (so that `[id].tsx` needs no escape), else a glob; a glob that names a
 * folder takes everything below it. `ignoreCase` is for file systems that do not tell `A` from `a`.
 */
export function pathFilter(patterns: string[], options: { ignoreCase?: boolean } = {}): Glob {
  const fold = (text: string): string => (options.ignoreCase ? text.toLowerCase() : text);
  const filters = patterns.map((raw): Glob => {
    const pattern = fold(raw)
      .replace(/^(\.\/)+/, '')
      .replace(/\/+$/, '');
    if (pattern === '' || pattern === '.') return () => true;
    const whole = glob(pattern);
    const below = glob(`${pattern}/**`);
    return (path) => path === pattern || path.startsWith(`${pattern}/`) || whole(path) || below(path);
  });
  return (path) => {
    const folded = fold(path);
    return filters.some((filter) => filter(folded));
  };
}

/** A last `**` stands for what is below, not for the folder itself. */
function pathSegments(pattern: string): string[] {
  const segments = pattern.split('/');
  return segments.length > 1 && segments.at(-1) === '**' ? [...segments.slice(0, -1), '*', '**'] : segments;
}

/** Expands `{a,b}` (nested too); a pattern with more than this many readings is taken literally. */
const maxAlternatives = 256;

function braces(pattern: string): string[] {
  const expanded: string[] = [];
  const open = [pattern];
  while (open.length > 0) {
    const next = open.pop()!;
    const group = firstGroup(next);
    if (!group) expanded.push(next);
    else for (const part of group.parts) open.push(next.slice(0, group.start) + part + next.slice(group.end));
    if (expanded.length + open.length > maxAlternatives) return [pattern];
  }
  return expanded;
}

function firstGroup(pattern: string): { start: number; end: number; parts: string[] } | undefined {
  let depth = 0;
  let start = -1;
  let from = 0;
  let parts: string[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const sign = pattern[i];
    if (sign === '\\') i++;
    else if (sign === '{' && depth++ === 0) {
      start = i;
      from = i + 1;
      parts = [];
    } else if (sign === ',' && depth === 1) {
      parts.push(pattern.slice(from, i));
      from = i + 1;
    } else if (sign === '}' && depth > 0 && --depth === 0 && parts.length > 0) {
      return { start, end: i + 1, parts: [...parts, pattern.slice(from, i)] };
    }
  }
  return undefined;
}

/** Read once, matched often. */
type Segment = '**' | Token[];

function segmentOf(pattern: string): Segment {
  return pattern === '**' ? pattern : segmentTokens(pattern);
}

function pathMatches(pattern: Segment[], segments: string[]): boolean {
  return greedy(
    pattern.length,
    segments.length,
    (p) => pattern[p] === '**',
    (p, s) => {
      const tokens = pattern[p]!;
      return tokens !== '**' && segmentMatches(tokens, segments[s]!);
    },
  );
}

function segmentMatches(tokens: Token[], segment: string): boolean {
  const signs = Array.from(segment);
  return greedy(
    tokens.length,
    signs.length,
    (t) => tokens[t] === star,
    (t, s) => {
      const token = tokens[t]!;
      return token !== star && token(signs[s]!);
    },
  );
}

/** Wildcard matching with one point of return, the last star: a star further left never needs to take more once a later one was reached. */
function greedy(
  patternLength: number,
  textLength: number,
  isStar: (p: number) => boolean,
  one: (p: number, t: number) => boolean,
): boolean {
  let p = 0;
  let t = 0;
  let starAt = -1;
  let starText = 0;
  while (t < textLength) {
    if (p < patternLength && isStar(p)) {
      starAt = p++;
      starText = t;
    } else if (p < patternLength && one(p, t)) {
      p++;
      t++;
    } else if (starAt >= 0) {
      p = starAt + 1;
      t = ++starText;
    } else return false;
  }
  while (p < patternLength && isStar(p)) p++;
  return p === patternLength;
}

const star = Symbol('star');
type Token = typeof star | ((sign: string) => boolean);

function segmentTokens(pattern: string): Token[] {
  const tokens: Token[] = [];
  const signs = Array.from(pattern);
  for (let i = 0; i < signs.length; i++) {
    const sign = signs[i]!;
    if (sign === '*') tokens.push(star);
    else if (sign === '?') tokens.push(() => true);
    else if (sign === '\\' && i + 1 < signs.length) tokens.push(literal(signs[++i]!));
    else if (sign === '[') {
      const group = signGroup(signs, i);
      tokens.push(group?.token ?? literal('['));
      i = group?.end ?? i;
    } else tokens.push(literal(sign));
  }
  return tokens;
}

function literal(sign: string): Token {
  return (other) => other === sign;
}

function signGroup(signs: string[], start: number): { token: Token; end: number } | undefined {
  const negated = signs[start + 1] === '!' || signs[start + 1] === '^';
  const first = start + (negated ? 2 : 1);
  const end = signs.indexOf(']', first + 1);
  if (end < 0) return undefined;
  const ranges: [string, string][] = [];
  for (let i = first; i < end; i++) {
    const from = signs[i]!;
    if (signs[i + 1] === '-' && i + 2 < end) ranges.push([from, signs[(i += 2)]!]);
    else ranges.push([from, from]);
  }
  return { token: (sign) => ranges.some(([from, to]) => from <= sign && sign <= to) !== negated, end };
}
