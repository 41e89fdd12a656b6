/**
 * Finds the comments of a text, and the strings that go over several lines. It reads marks, not grammar: what it cannot tell from a string
 * it does not take for a comment. Every position is looked at once, so its cost follows the text's length.
 */
import { type CommentSyntax, markup, script, type StringSyntax, style } from './comment-syntax.js';
import { heredocAt } from './heredoc.js';
import { closeTemplate, isJsxText, regexEnd } from './script-marks.js';

/** `start` and `end` are offsets into the text; a comment's `inner` is what stands between its marks. */
export type Comment = { kind: 'comment'; start: number; end: number; inner: { start: number; end: number } };
export type LongString = { kind: 'string'; start: number; end: number };
export type Piece = Comment | LongString;

/** In order, without overlap. Strings that begin and end on one line are left out. */
export function findComments(text: string, syntax: CommentSyntax): Piece[] {
  const pieces: Piece[] = [];
  if (syntax.more === 'php') php(text, syntax, pieces);
  else if (syntax.more === 'markup') withScripts(text, pieces);
  else if (syntax.more === 'markdown') outside(text, fences(text), (from, to) => scan(text, markup, from, to, pieces), pieces);
  else if (syntax.more === 'yaml') outside(text, blockScalars(text), (from, to) => scan(text, syntax, from, to, pieces), pieces);
  else scan(text, syntax, 0, text.length, pieces);
  return pieces;
}

/** Scans code from `from`; returns where it stopped: at `to`, or at PHP's closing tag. */
function scan(whole: string, syntax: CommentSyntax, from: number, to: number, pieces: Piece[]): number {
  // nothing looks beyond the end, which would cost the whole text for each part of it
  const text = to < whole.length ? whole.slice(0, to) : whole;
  const marks = marksOf(syntax);
  const isScript = syntax.more === 'js' || syntax.more === 'jsx';
  /** For each template literal that is open around here: how many braces are open inside its `${`. */
  const templates: number[] = [];
  let heredocs = { from: -1, to: -1 };
  let missedHeredocs = 0;
  /** By mark, the end of a line on which it closes nothing any more. */
  const unclosed = new Map<string, number>();
  const long = (start: number, end: number): void => {
    // a string may begin before a heredoc's body and end in it
    const begin = Math.max(start, pieces.at(-1)?.end ?? 0);
    if (begin < end && text.slice(begin, end).includes('\n')) pieces.push({ kind: 'string', start: begin, end });
  };
  let at = from;
  for (;;) {
    marks.lastIndex = at;
    const found = marks.exec(text);
    if (!found) {
      // the line end before it belongs to it: nothing can be put above its first line
      if (heredocs.from >= 0) long(heredocs.from - 1, heredocs.to);
      return to;
    }
    const start = found.index;
    const mark = found[0];
    if (heredocs.from >= 0 && start >= heredocs.from) {
      long(heredocs.from - 1, heredocs.to);
      at = Math.max(at, heredocs.to);
      heredocs = { from: -1, to: -1 };
      continue;
    }
    at = start + mark.length;
    if (mark === '?>' && syntax.more === 'php') return start;
    if (mark === '\\') {
      at += 1;
    } else if (isScript && mark === '`') {
      at = template(start, at);
    } else if (isScript && (mark === '{' || mark === '}')) {
      const depth = templates.at(-1);
      if (depth === undefined) continue;
      if (mark === '}' && depth === 0) {
        templates.pop();
        at = template(start, at);
      } else templates[templates.length - 1] = depth + (mark === '{' ? 1 : -1);
    } else if (mark === '/') {
      at = regexEnd(text, start) ?? at;
    } else if (mark.startsWith('<<') && (syntax.more === 'shell' || syntax.more === 'ruby' || syntax.more === 'php')) {
      const body = missedHeredocs < 100 ? heredocAt(text, start, syntax.more, heredocs.to) : undefined;
      if (!body) missedHeredocs++;
      else heredocs = { from: heredocs.from < 0 ? body.from : heredocs.from, to: body.to };
    } else if (special(mark, start)) {
      continue;
    } else if (blockOf(mark)) {
      const [open, close] = blockOf(mark) as readonly [string, string];
      if (syntax.where === 'first' && !isFirst(text, start)) {
        at = lineEnd(text, at, false);
        continue;
      }
      if (open === '=begin' && !atLineStart(text, start)) continue;
      const end = blockEnd(text, at, open, close, syntax.nested === true);
      const closed = end - close.length >= start + open.length && text.startsWith(close, end - close.length);
      at = end;
      if (syntax.more === 'jsx' && isJsxText(text, start, at)) continue;
      pieces.push({ kind: 'comment', start, end: at, inner: { start: start + open.length, end: closed ? at - close.length : at } });
    } else if (syntax.line.includes(mark)) {
      if (!counts(mark, start)) {
        // nothing else is the first thing of this line
        if (syntax.where === 'first') at = lineEnd(text, at, false);
        continue;
      }
      const end = lineEnd(text, at, syntax.more === 'php');
      if (syntax.more === 'jsx' && isJsxText(text, start, end)) {
        at = end;
        continue;
      }
      pieces.push({ kind: 'comment', start, end, inner: { start: at, end } });
      at = end;
    } else {
      const string = syntax.strings.find((s) => s.open === mark);
      if (string) at = stringEnd(string, start, at);
    }
  }

  function template(start: number, after: number): number {
    const { end, opens } = closeTemplate(text, after);
    if (opens) templates.push(0);
    long(start, end);
    return end;
  }

  function blockOf(mark: string): readonly [string, string] | undefined {
    return syntax.block.find(([open]) => open === mark);
  }

  function counts(mark: string, start: number): boolean {
    if (syntax.where === 'first') return isFirst(text, start);
    if (syntax.where === 'spaced') return start === 0 || /[\s;|&()]/.test(text[start - 1] ?? '');
    return !(mark === '#' && syntax.more === 'php' && text[start + 1] === '[');
  }

  /** An unclosed string of one line is not one; an unclosed one of several lines goes to the end. */
  function stringEnd(string: StringSyntax, start: number, after: number): number {
    if (start < (unclosed.get(string.open) ?? 0)) return after;
    const end = closing(text, after, string);
    if (end === undefined) {
      unclosed.set(string.open, lineEnd(text, after, false));
      return after;
    }
    if (string.multiline) long(start, end);
    return end;
  }

  /** Marks that mean something else in this language; true when `at` was moved. */
  function special(mark: string, start: number): boolean {
    const rest = (pattern: RegExp): RegExpExecArray | null => {
      pattern.lastIndex = start;
      return pattern.exec(text);
    };
    if (syntax.more === 'rust' && mark === "'") {
      // a character, else a lifetime
      at = start + (rest(/'(?:\\[^\n]{1,10}?|[^\\'\n]{1,2})'/y)?.[0].length ?? 1);
      return true;
    }
    if (syntax.more === 'rust' && mark.startsWith('r')) return rawUntil(start, mark, `"${'#'.repeat(mark.length - 2)}`);
    if (syntax.more === 'cpp' && mark === "'") {
      // between digits it only parts them
      const inNumber = /[0-9a-fA-F]/.test(text[start - 1] ?? '');
      at = inNumber ? start + 1 : stringEnd({ open: "'", close: "'", escape: 'backslash' }, start, start + 1);
      return true;
    }
    if (syntax.more === 'cpp' && mark.startsWith('R"')) return rawUntil(start, mark, `)${mark.slice(2, -1)}"`);
    if (syntax.more === 'csharp' && mark.includes('@')) {
      at = stringEnd({ open: mark, close: '"', multiline: true, escape: 'double' }, start, at);
      return true;
    }
    if (syntax.more === 'csharp' && mark.startsWith('"""')) return rawUntil(start, mark, mark);
    if (syntax.more === 'sql' && mark.startsWith('$')) return rawUntil(start, mark, mark);
    if (syntax.more === 'yaml' && (mark === '"' || mark === "'")) {
      // only a quote that begins a value opens a string
      if (start > 0 && !/[\s[{,:]/.test(text[start - 1] ?? '')) return true;
      at = stringEnd({ open: mark, close: mark, escape: mark === '"' ? 'backslash' : 'double' }, start, at);
      return true;
    }
    return false;
  }

  function rawUntil(start: number, open: string, close: string): boolean {
    const end = text.indexOf(close, start + open.length);
    at = end < 0 ? to : end + close.length;
    long(start, at);
    return true;
  }
}

const expressions = new WeakMap<CommentSyntax, RegExp>();

/** All marks of a language as one expression, longer ones first. */
function marksOf(syntax: CommentSyntax): RegExp {
  const made = expressions.get(syntax);
  if (made) return made;
  const marks = [...syntax.line, ...syntax.block.map(([open]) => open), ...syntax.strings.map((s) => s.open)];
  const own: Record<NonNullable<CommentSyntax['more']>, string[]> = {
    js: ['`', String.raw`\{`, String.raw`\}`, '/'],
    jsx: ['`', String.raw`\{`, String.raw`\}`, '/'],
    rust: ['r#{0,16}"', "'"],
    cpp: [String.raw`R"[^()\\\s"]{0,16}\(`, "'"],
    csharp: [String.raw`\$?@\$?"`, '"{3,}'],
    shell: [String.raw`\\`, '<<(?!<)'],
    ruby: [String.raw`\\`, '<<', '/'],
    php: [String.raw`\?>`, '<<<'],
    markup: [],
    markdown: [],
    yaml: ['"', "'"],
    sql: [String.raw`\$\w{0,32}\$`],
  };
  const literal = marks.toSorted((a, b) => b.length - a.length).map(literally);
  const raws = (syntax.more ? own[syntax.more] : []).filter((mark) => mark !== '/');
  const slash = syntax.more && own[syntax.more].includes('/') ? ['/'] : [];
  const expression = new RegExp([...raws, ...literal, ...slash].join('|') || '(?!)', 'g');
  expressions.set(syntax, expression);
  return expression;
}

function literally(mark: string): string {
  return mark.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

/** After the closing mark; undefined when a string of one line is not closed on it. */
function closing(text: string, from: number, { close, multiline, escape }: StringSyntax): number | undefined {
  const last = close[0] ?? '';
  for (let at = from; at < text.length; at++) {
    const sign = text[at];
    if (sign === '\n' && !multiline) return undefined;
    if (sign === '\\' && escape === 'backslash') at++;
    else if (sign === last && text.startsWith(close, at)) {
      if (escape === 'double' && text.startsWith(close, at + close.length)) at += close.length;
      else return at + close.length;
    }
  }
  return multiline ? text.length : undefined;
}

function blockEnd(text: string, from: number, open: string, close: string, nested: boolean): number {
  if (!nested) {
    const end = text.indexOf(close, from);
    return end < 0 ? text.length : end + close.length;
  }
  const marks = new RegExp(`${literally(open)}|${literally(close)}`, 'g');
  marks.lastIndex = from;
  for (let depth = 1; depth > 0;) {
    const mark = marks.exec(text)?.[0];
    if (mark === undefined) return text.length;
    depth += mark === open ? 1 : -1;
  }
  return marks.lastIndex;
}

function lineEnd(text: string, from: number, php: boolean): number {
  const newline = text.indexOf('\n', from);
  let end = newline < 0 ? text.length : newline;
  if (text[end - 1] === '\r') end--;
  const tag = php ? text.slice(from, end).indexOf('?>') : -1;
  return tag < 0 ? end : from + tag;
}

function atLineStart(text: string, at: number): boolean {
  return at === 0 || text[at - 1] === '\n';
}

function isFirst(text: string, at: number): boolean {
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, at).trim() === '';
}

type Extent = { start: number; end: number };

/** Scans what stands between the extents; each of them is a long string. */
function outside(text: string, extents: Extent[], visit: (from: number, to: number) => void, pieces: Piece[]): void {
  let at = 0;
  for (const { start, end } of extents) {
    visit(at, start);
    pieces.push({ kind: 'string', start, end });
    at = end;
  }
  visit(at, text.length);
}

/** HTML and its kin: comments of markup, and those of scripts and styles inside. */
function withScripts(text: string, pieces: Piece[]): void {
  const tags = /<!--|<(script|style)\b[^>]{0,2000}>/gi;
  let at = 0;
  for (let tag = tags.exec(text); tag; tag = tags.exec(text)) {
    const kind = tag[1]?.toLowerCase();
    if (kind === undefined) {
      const end = text.indexOf('-->', tag.index);
      tags.lastIndex = end < 0 ? text.length : end;
      continue;
    }
    const from = tag.index + tag[0].length;
    const close = new RegExp(`</${kind}`, 'gi');
    close.lastIndex = from;
    const to = close.exec(text)?.index ?? text.length;
    scan(text, markup, at, tag.index, pieces);
    scan(text, kind === 'script' ? script : style, from, to, pieces);
    at = to;
    tags.lastIndex = to;
  }
  scan(text, markup, at, text.length, pieces);
}

/** PHP between its tags, markup around them. */
function php(text: string, syntax: CommentSyntax, pieces: Piece[]): void {
  let at = 0;
  for (;;) {
    const open = text.indexOf('<?', at);
    scan(text, markup, at, open < 0 ? text.length : open, pieces);
    if (open < 0) return;
    at = scan(text, syntax, open + 2, text.length, pieces);
    if (at >= text.length) return;
    at += 2;
  }
}

/** Fenced code in Markdown, with its fences. */
function fences(text: string): Extent[] {
  const found: Extent[] = [];
  const fence = /^ {0,3}(`{3,}|~{3,}).*$/gm;
  for (let open = fence.exec(text); open; open = fence.exec(text)) {
    const mark = open[1] ?? '```';
    const close = new RegExp(`^ {0,3}${mark[0] === '~' ? '~' : '`'}{${mark.length},}[ \\t]*\\r?$`, 'gm');
    close.lastIndex = open.index + open[0].length;
    const end = close.exec(text);
    found.push({ start: open.index, end: end ? end.index + end[0].length : text.length });
    fence.lastIndex = found.at(-1)?.end ?? text.length;
  }
  return found;
}

/** Block scalars of YAML; those that hold a shell script have comments of their own. */
function blockScalars(text: string): Extent[] {
  const found: Extent[] = [];
  let at = 0;
  let body: { start: number; indent: number; skip: boolean } | undefined;
  const finish = (end: number): void => {
    if (body && !body.skip && end > body.start) found.push({ start: body.start - 1, end });
    body = undefined;
  };
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 ? text.length : newline + 1;
    const line = text.slice(at, newline < 0 ? text.length : newline);
    const indent = line.length - line.trimStart().length;
    if (body && line.trim() !== '' && indent <= body.indent) finish(at);
    if (!body && /[|>][-+0-9]{0,2}(?:[ \t]+#.*)?\r?$/.test(line.trimEnd())) {
      const key = /^\s*(?:- +)*(["']?)([\w-]+)\1\s*:/.exec(line)?.[2] ?? '';
      if (key !== '' || /^\s*-/.test(line)) body = { start: next, indent, skip: /^(?:run|script|before_script|after_script)$/.test(key) };
    }
    at = next;
  }
  finish(text.length);
  return found;
}
