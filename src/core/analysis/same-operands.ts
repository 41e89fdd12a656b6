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
    if (sameAround(text, at, end)) yield at;
  }
}

const reach = 500;
const token = /[\p{L}\p{N}_$]+|[^\s]/gu;

function sameAround(text: string, start: number, end: number): boolean {
  const left = text.slice(Math.max(0, start - reach), start);
  const right = text.slice(end, end + reach);
  // most operands differ in their last sign already
  const last = /(\S)\s*$/.exec(left.slice(-80))?.[1];
  if ((last === undefined || right.includes(last)) && sameTokens(left, right)) return true;
  return comment.test(left + right) && sameTokens(withoutComments(left), withoutComments(right));
}

const comment = /\/[/*]|#/;

/** What only looks like a comment may be the inside of a text: then the code as it stands decides. */
function withoutComments(code: string): string {
  return code.replaceAll(/\/\*[^]*?(?:\*\/|$)|(?:\/\/|#)[^\n]*/g, ' ');
}

function sameTokens(left: string, right: string): boolean {
  const before = left.match(token) ?? [];
  const after = right.match(token) ?? [];
  for (let count = 1; count <= Math.min(before.length, after.length); count++) {
    if (after[count - 1] !== before.at(-1)) continue;
    if (after.slice(0, count).every((word, i) => word === before[before.length - count + i])) return true;
  }
  return false;
}
