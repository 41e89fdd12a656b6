/** Text that nobody vouches for in Markdown that a forge renders: no link, no HTML, no mention of people or issues comes of it. */
import type { Anchor } from '../../changes/anchor.js';
import { code, plain, quotation } from '../../transcript/markdown-text.js';

/** Nothing to see; a name or address with it inside is only a text. */
const breaker = '\u200b';

/** One line of plain text. */
export function inert(text: string): string {
  return broken(plain(text));
}

/** A cell of a table; `as: 'code'` shows it as code. */
export function cell(text: string, as?: 'code'): string {
  // a table takes its cells apart at every pipe, also at those in code
  return as === 'code' ? codeCell(text) : inert(text);
}

/** A place as a link to it from the repository's root. Removed lines have none to go to. */
export function placeLink(anchor: Anchor): string {
  const lined = anchor.state === 'exact';
  const lines = lined ? `:${anchor.startLine}${anchor.endLine > anchor.startLine ? `-${anchor.endLine}` : ''}` : '';
  const name = codeCell(`${anchor.path}${lines}`);
  if (anchor.side === 'old') return `${name} (removed)`;
  const end = lined && anchor.endLine > anchor.startLine ? `-L${anchor.endLine}` : '';
  return `[${name}](${linkTarget(anchor.path)}${lined ? `#L${anchor.startLine}${end}` : ''})`;
}

/** A body in Markdown, as a quotation: emphasis, lists and code stay. */
export function safeBody(markdown: string): string {
  // inside code nothing is linked, and a sign that cannot be seen would be copied with it
  return quotation(markdown)
    .split(/(`[^`\n]*`)/)
    .map((part) => (part.startsWith('`') ? part : broken(part)))
    .join('');
}

function broken(text: string): string {
  return text
    .replace(/@(?=[\w-])/g, `@${breaker}`)
    .replace(/#(?=\d)/g, `#${breaker}`)
    .replace(/\bGH-(?=\d)/gi, (found) => `${found}${breaker}`)
    .replace(/:\/\//g, `:${breaker}//`)
    .replace(/\b(www)\./gi, `$1${breaker}.`);
}

function codeCell(text: string): string {
  return code(text).replaceAll('|', '\\|');
}

function linkTarget(path: string): string {
  const safe = path.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
  const parts = safe
    .split('/')
    .map((part) => encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`));
  // an address that began with a slash would leave the repository
  return parts.join('/').replace(/^\/+/, (slashes) => '%2F'.repeat(slashes.length));
}
