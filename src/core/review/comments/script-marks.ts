/** What a mark means in JavaScript and its kin: a division or a regular expression, a comment or a text between tags. */

/** After the template's closing backtick, or after the `${` that opens an expression in it. */
export function closeTemplate(text: string, from: number): { end: number; opens: boolean } {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '`') return { end: at + 1, opens: false };
    else if (text[at] === '$' && text[at + 1] === '{') return { end: at + 2, opens: true };
  }
  return { end: text.length, opens: false };
}

const longestRegex = 1_000;

/** After a regular expression that begins at `start`; undefined when the slash divides, or ends a tag. */
export function regexEnd(text: string, start: number): number | undefined {
  if (text[start + 1] === '>' || text[start - 1] === '<') return undefined;
  const before = lastBefore(text, start);
  const sign = text[before] ?? '';
  if (/[\w$)\]}"'`]/.test(sign)) {
    const word = /[A-Za-z]+$/.exec(text.slice(Math.max(0, before - 12), before + 1))?.[0] ?? '';
    if (!/^(?:return|typeof|case|in|of|delete|void|throw|new|else|do|await|yield|if|unless|when|and|or|not)$/.test(word)) return undefined;
  }
  let inClass = false;
  for (let at = start + 1; at < Math.min(text.length, start + longestRegex); at++) {
    const c = text[at];
    if (c === '\n') return undefined;
    if (c === '\\') at++;
    else if (c === '[') inClass = true;
    else if (c === ']') inClass = false;
    else if (c === '/' && !inClass) return at + 1;
  }
  return undefined;
}

/**
 * True when what looks like a comment stands in a text between JSX tags: a closing tag comes next, or a tag comes next and what goes before
 * can end no expression that waits for one.
 */
export function isJsxText(text: string, start: number, end: number): boolean {
  const line = text.slice(end, end + 200);
  const inside = text.slice(start, Math.min(end, start + 2_000));
  const before = lastBefore(text, start);
  const sign = text[before] ?? '';
  if (sign === '{' || sign === '') return false;
  const afterTag = (sign === '>' && text[before - 1] !== '=') || sign === '}';
  const close = /<\/([\w.]*)\s*>/.exec(inside)?.[1];
  if (close !== undefined) {
    const opened = text.slice(Math.max(text.lastIndexOf('\n', start - 1) + 1, start - 2_000), start);
    if (afterTag || opened.includes(`<${close}`)) return true;
  }
  const next = /^\s*(<\/?[\w>])/.exec(line)?.[1] ?? '';
  if (next.startsWith('</')) return true;
  if (next === '') return false;
  if (afterTag) return true;
  const word = /[A-Za-z]+$/.exec(text.slice(Math.max(0, before - 12), before + 1))?.[0] ?? '';
  return /[\w.!]/.test(sign) && !/^(?:return|default|case|await|yield|else)$/.test(word);
}

/** Offset of the last sign before `at` that is no white space; -1 when there is none. */
function lastBefore(text: string, at: number): number {
  let before = at - 1;
  while (before >= 0 && /\s/.test(text[before] ?? '')) before--;
  return before;
}

/** True when a line that begins at `at` stands between the tags of a JSX element, where only the form with braces is a comment. */
export function isJsxChild(text: string, at: number): boolean {
  const before = lastBefore(text, at);
  const sign = text[before] ?? '';
  const next = /^\s*(<\/?[\w>]|\{|[^\s])/.exec(text.slice(at, at + 500))?.[1] ?? '';
  const tag = next.startsWith('<');
  if (sign === '>' && text[before - 1] !== '=') return tag || next === '{' || /[\p{L}\p{N}]/u.test(next);
  if (!tag) return false;
  if (sign === '}') return true;
  const word = /[A-Za-z]+$/.exec(text.slice(Math.max(0, before - 12), before + 1))?.[0] ?? '';
  return /[\w.!]/.test(sign) && !/^(?:return|default|case|await|yield|else)$/.test(word);
}
