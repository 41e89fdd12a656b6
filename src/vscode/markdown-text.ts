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
