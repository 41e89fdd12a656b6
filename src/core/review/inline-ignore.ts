/**
 * Inline ignores: a comment `reverie-ignore <rule>: reason` silences that rule in one place. What it silences is held back, never lost, and a
 * security finding is not silenced by it: the reviewed text is nobody's verdict.
 */
import { linesOf } from '../changes/lines.js';
import { commentSyntaxOf } from './comments/comment-syntax.js';
import { findComments, type Comment } from './comments/find-comments.js';
import type { Candidate } from './finding.js';

/** What every such comment contains: a text without it needs no second look. */
export const ignoreWord = 'reverie-ignore';

export type InlineIgnore = {
  path: string;
  /** Of the comment; 1-based. */
  line: number;
  rules: string[];
  /** Empty when the comment gives none: then it silences nothing. */
  reason: string;
  /** The line of code it is about: its own, or the next one below when it stands alone. Absent at the end of a file. */
  target?: number;
};

/** Every such comment of a text, in order. The words in a string are none. */
export function findIgnores(path: string, text: string): InlineIgnore[] {
  if (!text.includes(ignoreWord)) return [];
  const found = commentSyntaxOf(path);
  if (found.state === 'none') return [];
  const comments = findComments(text, found.syntax).filter((piece) => piece.kind === 'comment');
  const said = comments.filter(({ start, end }) => text.slice(start, end).includes(ignoreWord));
  if (said.length === 0) return [];
  const next = nextCode(text, comments);
  const starts = lineStarts(text);
  return said.flatMap((comment) =>
    directives(text, comment).map(({ at, rules, reason }) => {
      const line = lineAt(starts, at);
      const target = next[line - 1];
      return { path, line, rules, reason, ...(target !== undefined && { target }) };
    }),
  );
}

/** The rule that a comment names to silence this finding. */
export function ignorableRule({ rule, source }: Pick<Candidate, 'rule' | 'source'>): string {
  return rule ?? source.name;
}

type Placed = Pick<Candidate, 'rule' | 'source' | 'anchor'>;

/**
 * Those of the candidates (of the comment's file) that one of its rules speaks of: they begin on the line it is about, else the innermost
 * ones around it. None for a comment without a reason.
 */
export function ignoredBy<C extends Placed>(ignore: InlineIgnore, rule: string, candidates: readonly C[]): C[] {
  if (ignore.reason === '') return [];
  const same = candidates.filter((c) => ignorableRule(c) === rule && c.anchor.path === ignore.path);
  const lines = same.flatMap((candidate) => {
    const { anchor } = candidate;
    return anchor.state === 'exact' && anchor.side === 'new' ? [{ candidate, start: anchor.startLine, end: anchor.endLine }] : [];
  });
  const begin = lines.filter(({ start }) => start === ignore.target);
  if (begin.length > 0) return begin.map((l) => l.candidate);
  const around = lines.filter(({ start, end }) => [ignore.line, ignore.target].some((at) => at !== undefined && start <= at && at <= end));
  const smallest = Math.min(...around.map(({ start, end }) => end - start));
  return around.filter(({ start, end }) => end - start === smallest).map((l) => l.candidate);
}

/** The lines without such comments, and without the lines they stood alone on: with or without one, code is the same code. */
export function withoutIgnores(path: string, quote: string): string {
  if (!quote.includes(ignoreWord)) return quote;
  const found = commentSyntaxOf(path);
  if (found.state === 'none') return quote;
  let text = quote;
  for (const piece of findComments(quote, found.syntax).toReversed()) {
    if (piece.kind !== 'comment' || directives(quote, piece).length === 0) continue;
    text = text.slice(0, piece.start) + text.slice(piece.end);
  }
  const before = linesOf(quote);
  // a comment of several lines takes its line ends with it: then the lines cannot be compared one by one
  const same = linesOf(text).length === before.length;
  const kept = linesOf(text).filter((line, index) => !isBare(line) || (same && isBare(before[index] ?? '')));
  return kept.map((line) => line.trimEnd()).join('\n');
}

type Directive = { at: number; rules: string[]; reason: string };

/** `reverie-ignore a/b, c/d: reason` at the start of a comment's line, or after another comment mark on it. */
function directives(text: string, { inner }: Comment): Directive[] {
  const found: Directive[] = [];
  let at = inner.start;
  for (const line of text.slice(inner.start, inner.end).split('\n')) {
    const match = /^(?:[^]{0,500}?\s(?:#|\/\/|--|;|%))?[\s*/!#;%-]{0,80}reverie-ignore(?![\w-])(.*)$/.exec(line.replace(/\r$/, ''));
    if (match) found.push({ at: at + line.indexOf(ignoreWord), ...readDirective(match[1] ?? '') });
    at += line.length + 1;
  }
  return found;
}

function readDirective(said: string): Omit<Directive, 'at'> {
  // a rule's name may have a colon in it; the one that ends the names is followed by a space
  const spaced = said.search(/:(?:\s|$)/);
  const colon = spaced < 0 ? said.indexOf(':') : spaced;
  const names = colon < 0 ? said : said.slice(0, colon);
  const rules = names
    .split(/[\s,]+/)
    .map((rule) => rule.trim())
    .filter(Boolean);
  // a reason says something: marks alone are none
  const reason =
    colon < 0
      ? ''
      : said
          .slice(colon + 1)
          .trim()
          .replace(/\s+/g, ' ')
          .slice(0, longestReason);
  return { rules, reason: /[\p{L}\p{N}]/u.test(reason) ? reason : '' };
}

const longestReason = 500;

/** For every line (the first at 0) the number of the first one from it on that holds anything but comments. */
function nextCode(text: string, comments: Comment[]): (number | undefined)[] {
  let rest = '';
  let at = 0;
  for (const { start, end } of comments) {
    rest += text.slice(at, start) + text.slice(start, end).replace(/[^\n]/g, '');
    at = end;
  }
  const lines = linesOf(rest + text.slice(at));
  const next: (number | undefined)[] = [];
  for (let index = lines.length - 1; index >= 0; index--) next[index] = isBare(lines[index] ?? '') ? next[index + 1] : index + 1;
  return next;
}

/** Nothing, or the braces that hold a comment between tags of JSX. */
function isBare(line: string): boolean {
  return /^\s*(?:\{\s*\}\s*)?$/.test(line);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** 1-based. */
function lineAt(starts: number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
