/** A suggested fix as a person reads it: what goes, what comes, and what stays between. */
import type { Edit, Fix } from '../../core/review/finding.js';
import { l10n } from '../l10n.js';
import { code, codeBlock } from '../markdown-text.js';

/** Longer ones are opened to be read. */
const mostLines = 40;

/** Markdown; `path` is the file of the finding, which needs no name. */
export function fixDiff({ edits }: Fix, path: string): string {
  return edits
    .map((edit) => {
      const lines = diffLines(edit);
      const shown = lines.slice(0, mostLines);
      const more = lines.length - shown.length;
      return [
        ...(edit.path === path ? [] : [code(edit.path)]),
        codeBlock(shown.join('\n'), 'diff'),
        ...(more > 0 ? [l10n.t('{0} more lines', more)] : []),
      ].join('\n\n');
    })
    .join('\n\n');
}

function diffLines({ startLine, endLine, expect, replace }: Edit): string[] {
  const old = endLine < startLine ? [] : expect.split(/\r?\n/);
  const put = replace === '' && old.length > 0 ? [] : replace.replace(/\r?\n$/, '').split(/\r?\n/);
  let head = 0;
  while (head < Math.min(old.length, put.length) && old[head] === put[head]) head++;
  let tail = 0;
  while (tail < Math.min(old.length, put.length) - head && old.at(-1 - tail) === put.at(-1 - tail)) tail++;
  const signed = (sign: string, lines: string[]) => lines.map((line) => `${sign}${line}`);
  return [
    ...signed(' ', old.slice(0, head)),
    ...signed('-', old.slice(head, old.length - tail)),
    ...signed('+', put.slice(head, put.length - tail)),
    ...signed(' ', old.slice(old.length - tail)),
  ];
}
