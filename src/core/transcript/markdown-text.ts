/** Puts texts that nobody vouches for (code, messages, paths) into Markdown without letting them become markup. */
import { visible } from '../visible.js';

/** One line of plain text. */
export function plain(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<>()#|~!&]/g, '\\$&');
}

/** One line of code, between as many backticks as it needs. */
export function code(text: string): string {
  const line = oneLine(text);
  const ticks = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') || line.trim() === '' ? ' ' : '';
  return `${ticks}${pad}${line}${pad}${ticks}`;
}

/** Lines of code as a block. */
export function codeBlock(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}\n${visible(text)}\n${fence}`;
}

/** Markdown written by an analyzer or a model, as a quotation: emphasis, lists and code stay, links and HTML do not work. */
export function quotation(markdown: string): string {
  return visible(markdown)
    .replace(/\]([([:])/g, '] $1')
    .replace(/<(?=[a-z/!?])/gi, '< ')
    .trim()
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}

function oneLine(text: string): string {
  return visible(text).replace(/\s+/g, ' ').trim();
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
}
