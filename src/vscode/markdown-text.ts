/** Text from outside as Markdown: nothing in it becomes a link, an image, HTML or a heading. */

export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&:@]/g, (c) => (c === '<' ? '&lt;' : c === '>' ? '&gt;' : c === '&' ? '&amp;' : `\\${c}`));
}

/** Text from outside in a notification, which makes links of `[text](command:…)`: it makes none of this. */
export function unlinked(text: string): string {
  return text.replaceAll('](', '] (');
}

/** Inline code on one line. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map((m) => m[0].length));
  const tick = '`'.repeat(longest + 1);
  return longest > 0 || line === '' ? `${tick} ${line} ${tick}` : `${tick}${line}${tick}`;
}

/** Markdown by an analyzer or a model: emphasis, lists and code stay, links, images and HTML do not work. */
export function inertMarkdown(markdown: string): string {
  return markdown
    .replace(/\r\n?/g, '\n')
    .replace(hidden, '')
    .replace(/\]([([:])/g, '] $1')
    .replace(/<(?=[a-z/!?])/gi, '< ')
    .trim();
}

/** Lines of code as a block that no line of it can end; `language` colours it. */
export function codeBlock(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((m) => m[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(hidden, '�')}\n${fence}`;
}

/** Controls, and characters that reorder or hide text. */
const hidden =
  /(?![\t\n])[\p{Cc}\u{ad}\u{61c}\u{180e}\u{200b}\u{200e}\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{feff}\u{fff9}-\u{fffb}\u{e0000}-\u{e007f}]/gu;
