/** Another analyzer's fix as ours: whole lines, with the text that must still stand there. Only when its place is sure to the character. */
import type { Redact } from '../../ports.js';
import type { Edit, Fix } from '../../review/finding.js';
import type { ColumnKind, OutsideEdit } from './outside-remark.js';
import type { TextPlaces } from './text-places.js';

/** Fixes that touch more lines than this are no fix of one problem. */
const mostLines = 200;

type Change = { start: number; end: number; text: string };

/** Undefined when a place is not sure, edits overlap, or a secret would be quoted or written. `places` gives a file of the new side. */
export async function outsideFix(
  edits: OutsideEdit[],
  columns: ColumnKind | undefined,
  places: (path: string) => Promise<TextPlaces | undefined>,
  redact: Redact,
): Promise<Fix | undefined> {
  const result: Edit[] = [];
  for (const path of new Set(edits.map((edit) => edit.path))) {
    const file = await places(path);
    if (!file) return undefined;
    const changes: Change[] = [];
    for (const { region, text } of edits.filter((edit) => edit.path === path)) {
      const place = file.place(region, columns);
      if (place?.start === undefined || place.end === undefined) return undefined;
      changes.push({ start: place.start, end: place.end, text });
    }
    const lines = lineEdits(file, path, changes);
    if (!lines) return undefined;
    result.push(...lines);
  }
  const clean = result.every(({ expect, replace }) => redact(expect) === expect && redact(replace) === replace);
  const real = result.some(({ expect, replace }) => expect !== replace);
  return result.length > 0 && clean && real ? { edits: result } : undefined;
}

/** Changes that touch the same or the next line become one edit. */
function lineEdits(file: TextPlaces, path: string, changes: Change[]): Edit[] | undefined {
  const sorted = changes.toSorted((a, b) => a.start - b.start || a.end - b.end);
  if (sorted.some((change, i) => i > 0 && change.start < (sorted[i - 1]?.end ?? 0))) return undefined;
  const groups: { startLine: number; endLine: number; changes: Change[] }[] = [];
  for (const change of sorted) {
    let startLine = file.lineAt(change.start);
    const endLine = Math.max(file.lineAt(change.end), startLine);
    // what goes with its line ending to the end of the file leaves the line before it as the last one
    if (startLine > 1 && change.text === '' && change.end >= file.text.length && change.start === file.startOf(startLine)) startLine--;
    const last = groups.at(-1);
    if (last && startLine <= last.endLine + 1) {
      last.endLine = Math.max(last.endLine, endLine);
      last.changes.push(change);
    } else groups.push({ startLine, endLine, changes: [change] });
  }
  const edits = groups.map(({ startLine, endLine, changes: inside }): Edit => {
    const from = file.startOf(startLine);
    const to = Math.min(file.startOf(endLine + 1), file.text.length);
    let replaced = '';
    let at = from;
    for (const { start, end, text } of inside) {
      replaced += file.text.slice(at, start) + text;
      at = end;
    }
    replaced += file.text.slice(at, to);
    return {
      path,
      startLine,
      endLine: Math.min(endLine, file.lines.length),
      expect: file.lines.slice(startLine - 1, endLine).join('\n'),
      replace: replaced.replaceAll('\r\n', '\n').replace(/\n$/, ''),
    };
  });
  return edits.some((edit) => edit.endLine < edit.startLine || edit.endLine - edit.startLine > mostLines || edit.replace.length > 50_000)
    ? undefined
    : edits;
}
