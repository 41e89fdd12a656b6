/** Writes a `reverie-ignore` comment into a text: in the language's own syntax, where it is read as one, or not at all. */
import { linesWithEnds } from '../changes/lines.js';
import { type CommentSyntax, commentSyntaxOf } from './comments/comment-syntax.js';
import { findComments, type Piece } from './comments/find-comments.js';
import { isJsxChild } from './comments/script-marks.js';
import { findIgnores, ignoreWord, withoutIgnores } from './inline-ignore.js';

/** One insertion: `line` is 1-based, `column` counts UTF-16 units from 0. */
export type IgnoreEdit = { state: 'insert'; line: number; column: number; text: string } | { state: 'refused'; why: string };

export type WriteIgnoreInput = {
  path: string;
  /** As it stands now, line ends included. */
  text: string;
  /** Where the finding begins; 1-based. */
  line: number;
  rule: string;
  reason: string;
};

/**
 * Above the line with its indentation; at its end where nothing may stand above it. Every way is tried by reading the result again: what
 * would not silence exactly this line, or would change more than a comment, is not written.
 */
export function writeIgnore({ path, text, line, rule, reason: said }: WriteIgnoreInput): IgnoreEdit {
  const reason = cleaned(said);
  if (!/[\p{L}\p{N}]/u.test(reason)) return { state: 'refused', why: 'the comment needs a reason' };
  const found = commentSyntaxOf(path);
  if (found.state === 'none') return { state: 'refused', why: 'this kind of file has no comments' };
  if (found.state === 'guessed') return { state: 'refused', why: 'it is not known how comments are written in this kind of file' };
  const lines = linesWithEnds(text);
  const flagged = lines[line - 1];
  if (flagged === undefined || flagged.trim() === '') return { state: 'refused', why: 'there is no code on that line' };

  const { syntax } = found;
  const start = lines.slice(0, line - 1).join('').length;
  const code = flagged.replace(/\r?\n$/, '');
  const before = (lines[line - 2] ?? '').replace(/\r?\n$/, '');
  const pieces = findComments(text, syntax);
  const inside = pieces.find((piece) => piece.start < start && start < piece.end);
  const inTag = isMarkup(syntax) && insideTag(text, start, pieces);
  const indent = /^\s*/.exec(code)?.[0] ?? '';
  const eol = [flagged, lines[line - 2]].some((l) => l?.endsWith('\r\n')) ? '\r\n' : '\n';
  const child = syntax.more === 'jsx' && isJsxChild(text, start);
  const forms = formsOf(syntax, child).map(([open, close]) => `${open} ${ignoreWord} ${rule}: ${reason}${close === '' ? '' : ` ${close}`}`);

  if (!inside && !inTag && !before.endsWith('\\')) {
    for (const form of forms) {
      const insertion = `${indent}${form}${eol}`;
      if (isRead(path, text, { at: start, insertion }, { rule, reason, comment: line, target: line + 1 }))
        return { state: 'insert', line, column: 0, text: insertion };
    }
  }
  const end = start + code.trimEnd().length;
  if (!code.endsWith('\\') && !(isMarkup(syntax) && insideTag(text, end, pieces))) {
    for (const form of forms) {
      const insertion = ` ${form}`;
      if (isRead(path, text, { at: end, insertion }, { rule, reason, comment: line, target: line }))
        return { state: 'insert', line, column: code.trimEnd().length, text: insertion };
    }
  }
  if (inTag) return { state: 'refused', why: 'a comment inside a tag would break it' };
  if (inside?.kind === 'string')
    return { state: 'refused', why: 'the line stands inside a text of several lines, where a comment would be part of it' };
  return { state: 'refused', why: 'no comment on this line or above it would be read as one' };
}

type Wanted = { rule: string; reason: string; comment: number; target: number };

function isRead(path: string, text: string, { at, insertion }: { at: number; insertion: string }, wanted: Wanted): boolean {
  const after = text.slice(0, at) + insertion + text.slice(at);
  const { rule, reason, comment, target } = wanted;
  const read = findIgnores(path, after).some(
    (i) => i.line === comment && i.target === target && i.reason === reason && i.rules.length === 1 && i.rules[0] === rule,
  );
  // nothing but a comment is new: code that follows on the line or in a text is not swallowed
  return read && plainText(withoutIgnores(path, after)) === plainText(withoutIgnores(path, text));
}

function plainText(text: string): string {
  return text.replace(/[ \t\r]+$/gm, '').replace(/\n+$/, '');
}

/** Nothing that would end a comment, go on to the next line, or not be seen. */
function cleaned(reason: string): string {
  return reason
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ')
    .replaceAll('*/', '* /')
    .replaceAll('/*', '/ *')
    .replaceAll('-->', '-- >')
    .replaceAll('?>', '? >')
    .replaceAll('-}', '- }')
    .replaceAll('*)', '* )')
    .trim()
    .replace(/[\\\s]+$/, '')
    .slice(0, longest)
    .trim();
}

const longest = 300;

/** Opening and closing marks, the usual one first; those of what may be embedded after them. */
function formsOf(syntax: CommentSyntax, jsxChild: boolean): [open: string, close: string][] {
  const own: [string, string][] = [
    ...syntax.line.map((mark): [string, string] => [mark, '']),
    ...syntax.block.filter(([open]) => open !== '=begin').map(([open, close]): [string, string] => [open, close]),
  ];
  const slashes: [string, string][] = [
    ['//', ''],
    ['/*', '*/'],
  ];
  if (syntax.more === 'markup') return [...own, ...slashes];
  if (syntax.more === 'php') return [...own, ['<!--', '-->']];
  if (jsxChild) return [['{/*', '*/}']];
  return own;
}

function isMarkup({ more }: CommentSyntax): boolean {
  return more === 'markup' || more === 'markdown' || more === 'php';
}

/** True between a tag's `<` and its `>`. Strings and comments before it are not looked into. */
function insideTag(text: string, at: number, pieces: Piece[]): boolean {
  const from = Math.max(at - 5_000, pieces.findLast((p) => p.end <= at)?.end ?? 0);
  const before = text.slice(from, at);
  const open = before.search(/<[A-Za-z][^<>]*$/);
  return open >= 0;
}
