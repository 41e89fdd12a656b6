/** Rules of the form `$A === $A`, decided as far as text can: the operators they ask for are the commonest words of all. */
import { isMatcher, type Matcher } from './rule.js';

/** The operators of which one stands, between equal operands, in every match; undefined when the rule is of another form. */
export function sameOperators(m: Matcher): string[] | undefined {
  if (typeof m.pattern === 'string') {
    const operator = /^\$([A-Z][A-Z0-9_]*) (=|===?|&&|\|\||\?\?) \$\1$/.exec(m.pattern)?.[2];
    if (operator !== undefined) return [operator];
  }
  if (!Array.isArray(m.any) || m.any.length === 0) return undefined;
  const branches = m.any.map((part) => (isMatcher(part) ? sameOperators(part) : undefined));
  return branches.every((branch) => branch !== undefined) ? [...new Set(branches.flat())] : undefined;
}

/** Offsets of the operator where the code on its left may be the code on its right, but for blanks. Longer operands than `reach` are not seen. */
export function* samePlaces(text: string, operator: string): Generator<number> {
  for (let at = text.indexOf(operator); at >= 0; at = text.indexOf(operator, at + operator.length)) {
    const end = at + operator.length;
    if (/[=!<>+\-*/%&|^?]/.test(text[at - 1] ?? '') || /[=>]/.test(text[end] ?? '')) continue;
    if (sameAround(text, { start: at, end, operator })) yield at;
  }
}

const reach = 500;

/** Operands with comments in them are short. */
const commentReach = 200;

function sameAround(text: string, { start, end, operator }: Omit<Gap, 'reach'>): boolean {
  if (sameEnds(text, { start, end, reach, operator })) return true;
  const left = text.slice(Math.max(0, start - commentReach), start);
  const right = text.slice(end, end + commentReach);
  if (!comment.test(left) && !comment.test(right)) return false;
  const bare = withoutComments(left);
  return sameEnds(`${bare}=${withoutComments(right)}`, { start: bare.length, end: bare.length + 1, reach, operator });
}

const comment = /\/[/*]|#/;

/** What only looks like a comment may be the inside of a text: then the code as it stands decides. */
function withoutComments(code: string): string {
  return code.replaceAll(/\/\*[^]*?(?:\*\/|$)|(?:\/\/|#)[^\n]*/g, ' ');
}

type Gap = { start: number; end: number; reach: number; operator: string };

/** True when the text before the gap ends with what the text behind it begins with, but for blanks; words are not cut. */
function sameEnds(text: string, gap: Gap): boolean {
  const from = Math.max(0, gap.start - gap.reach);
  const to = Math.min(text.length, gap.end + gap.reach);
  const last = blanksBack(text, gap.start - 1, from);
  if (last < from) return false;
  const first = blanksOn(text, gap.end, to);
  const sign = text.charAt(last);
  for (let at = text.indexOf(sign, first); at >= 0 && at < to; at = text.indexOf(sign, at + 1)) {
    if (isWord(text, at) && isWord(text, at + 1)) continue;
    // one sign alone is an operand when it is a letter or a digit: between quotes stands the operator itself
    if (at === first && !isWord(text, at) && text.charCodeAt(at) < 128) continue;
    if (sameBack(text, { right: at, first, left: last, from }) && !goesOnBehind(text, at + 1, gap.operator)) return true;
  }
  return false;
}

/** Compares what ends at `right` and begins at `first` with what ends at `left`, from the end. */
function sameBack(text: string, { right, first, left, from }: { right: number; first: number; left: number; from: number }): boolean {
  let b = left;
  for (let a = right; ; a--, b--) {
    a = blanksBack(text, a, first);
    if (a < first) return true;
    b = blanksBack(text, b, from);
    if (b < from || text.charCodeAt(a) !== text.charCodeAt(b)) return false;
    if (a === first) return !(isWord(text, b) && b > 0 && isWord(text, b - 1)) && !goesOnBefore(text, b - 1);
  }
}

/** True when what ends at `at` reaches into the operand behind it: `.` (two of them make a range), `->`, `::`. */
function goesOnBefore(text: string, at: number): boolean {
  const before = text.charAt(at - 1);
  switch (text.charAt(at)) {
    case '.':
      return before !== '.';
    case '>':
      return before === '-';
    case ':':
      return before === ':';
    default:
      return false;
  }
}

/** True when an operator that binds more tightly follows on the same line: then the operand is longer. What begins the next line may be the next statement. */
function goesOnBehind(text: string, from: number, operator: string): boolean {
  let at = from;
  while (text.charAt(at) === ' ' || text.charAt(at) === '\t') at++;
  const line = at;
  while (text.charCodeAt(at) <= 32) at++;
  const sign = text.charAt(at);
  const next = text.charAt(at + 1);
  if (sign === '') return false;
  // no statement of any language begins with a dot
  if (sign === '.') return next !== '.';
  if (at > line) return operator === '=' && ((sign === next && '&|'.includes(sign)) || sign === '?');
  if (sign === '/') return next !== '/' && next !== '*';
  if ('([+-*%`'.includes(sign)) return true;
  return operator === '=' && '=!<>&|^?'.includes(sign);
}

function blanksBack(text: string, at: number, from: number): number {
  while (at >= from && text.charCodeAt(at) <= 32) at--;
  return at;
}

function blanksOn(text: string, at: number, to: number): number {
  while (at < to && text.charCodeAt(at) <= 32) at++;
  return at;
}

/** Certain for ASCII; another sign may be a letter or none, and then says nothing. */
function isWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code === 36;
}
