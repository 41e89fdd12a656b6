/** Places of other analyzers in a text of ours: from lines and columns, or offsets of several units, to lines and UTF-16 offsets. */
import { linesOf } from '../../changes/lines.js';
import { normalizeLine } from '../../changes/quote.js';
import type { ColumnKind, OutsideRegion } from './outside-remark.js';

export type TextPlaces = {
  text: string;
  /** Without endings. */
  lines: string[];
  /** Undefined when the place lies beyond the text. Without `start` and `end` (UTF-16 offsets) only the lines are sure. */
  place(region: OutsideRegion, columns?: ColumnKind): TextPlace | undefined;
  /** 1-based line of an offset. */
  lineAt(offset: number): number;
  /** Offset of a line's first character. */
  startOf(line: number): number;
};

export type TextPlace = { startLine: number; endLine: number; start?: number; end?: number };

/** Columns of longer lines are not counted in code points. */
const longestCounted = 20_000;

export function textPlaces(text: string): TextPlaces {
  const lines = linesOf(text);
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const tables = new Map<'byte' | 'codepoint', Uint32Array>();

  const lineAt = (offset: number): number => {
    let low = 0;
    let high = Math.max(lines.length, 1);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? Infinity) <= offset) low = middle + 1;
      else high = middle;
    }
    return Math.max(low, 1);
  };
  const startOf = (line: number): number => starts[line - 1] ?? text.length;

  /** UTF-16 offset of a column of a line; undefined when it cannot be told. The column after the last character is one. */
  const columnAt = (line: number, column: number, columns: ColumnKind | undefined): number | undefined => {
    const from = startOf(line) + (line === 1 ? mark : 0);
    const content = (lines[line - 1] ?? '').slice(line === 1 ? mark : 0);
    let units = column - 1;
    if (columns !== 'utf16' && /[\ud800-\udfff]/.test(content)) {
      if (columns === undefined || content.length > longestCounted) return undefined;
      const characters = Array.from(content);
      if (characters.length < column - 1) return undefined;
      units = characters.slice(0, column - 1).join('').length;
    }
    return units > content.length ? undefined : from + units;
  };

  const offsetAt = (unit: 'byte' | 'codepoint' | 'utf16', offset: number): number | undefined => {
    const length = text.length - mark;
    if (unit === 'utf16') return offset > length ? undefined : mark + offset;
    let table = tables.get(unit);
    if (!table) tables.set(unit, (table = unitTable(text.slice(mark), unit)));
    const at = table[offset];
    return at === undefined ? undefined : mark + at;
  };

  return {
    text,
    lines,
    lineAt,
    startOf,
    place(region, columns) {
      if (region.unit !== 'line') {
        const unit = region.unit === 'byte' ? 'byte' : columns === 'codepoint' ? 'codepoint' : 'utf16';
        const start = offsetAt(unit, region.offset);
        const end = offsetAt(unit, region.offset + region.length);
        if (start === undefined || end === undefined || lines.length === 0) return undefined;
        const startLine = Math.min(lineAt(start), lines.length);
        const endLine = end > start ? Math.max(Math.min(lineAt(end - 1), lines.length), startLine) : startLine;
        const sure = columns !== undefined || unit === 'byte' || !/[\ud800-\udfff]/.test(text);
        return { startLine, endLine, ...(sure && { start, end }) };
      }
      // the place after a last newline belongs to the line before it
      const startLine = region.startLine === lines.length + 1 ? lines.length : region.startLine;
      if (startLine < 1 || startLine > lines.length) return undefined;
      const endsBefore = region.endColumn === 1 && region.endLine > region.startLine;
      const endLine = Math.max(Math.min(endsBefore ? region.endLine - 1 : region.endLine, lines.length), startLine);
      const start = columnAt(region.startLine, region.startColumn ?? 1, columns);
      const end =
        region.endColumn === undefined
          ? startOf(endLine) + (lines[endLine - 1] ?? '').length
          : region.endLine > lines.length
            ? text.length
            : columnAt(region.endLine, region.endColumn, columns);
      return { startLine, endLine, ...(start !== undefined && end !== undefined && end >= start && { start, end }) };
    },
  };
}

/** What analyzers write where they do not show the code. */
const placeholder = /^(?:requires login|\W*redacted\W*|\W*)$/i;

/**
 * Where a remark's own quotation stands: at its place, or, when the file has moved on since, at the only other place that has it.
 * Undefined when it stands nowhere or in several places: then the remark speaks of another version of the file.
 */
export function placeOfSnippet({ lines }: TextPlaces, place: TextPlace, given: string | undefined): TextPlace | undefined {
  if (given === undefined || placeholder.test(given) || place.endLine - place.startLine > 200) return place;
  const snippet = withoutNumbers(given, place);
  const wanted = packed(snippet);
  if (packed(lines.slice(place.startLine - 1, place.endLine).join('')).includes(wanted)) return place;
  const quoted = snippet
    .split('\n')
    .map(normalizeLine)
    .filter((line) => line !== '');
  const first = quoted[0] ?? '';
  const height = Math.max(quoted.length, 1);
  const found: number[] = [];
  for (const [index, line] of lines.entries()) {
    if (!normalizeLine(line).includes(first)) continue;
    if (packed(lines.slice(index, index + height).join('')).includes(wanted)) found.push(index + 1);
    if (found.length > 1) return undefined;
  }
  const [startLine] = found;
  return startLine === undefined ? undefined : { startLine, endLine: Math.min(startLine + height - 1, lines.length) };
}

/** Some analyzers (gosec before 2.10) quote with the lines around, each behind its number: of those the flagged ones are the quotation. */
function withoutNumbers(snippet: string, { startLine, endLine }: TextPlace): string {
  const numbered = snippet
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => /^\s*(\d{1,9}):(?: (.*))?$/.exec(line.trimEnd()));
  const first = Number(numbered[0]?.[1]);
  if (!numbered.every((match, i) => match && Number(match[1]) === first + i)) return snippet;
  const flagged = numbered.filter((match) => Number(match?.[1]) >= startLine && Number(match?.[1]) <= endLine);
  return flagged.length === 0 ? snippet : flagged.map((match) => match?.[2] ?? '').join('\n');
}

function packed(code: string): string {
  return code.replace(/[\s\uFEFF]+/g, '');
}

/** For each offset counted in `unit` the UTF-16 offset; the one after the last character too. Inside a character it is that character's. */
function unitTable(text: string, unit: 'byte' | 'codepoint'): Uint32Array {
  const table: number[] = [];
  let at = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const size = unit === 'codepoint' ? 1 : code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (let i = 0; i < size; i++) table.push(at);
    at += character.length;
  }
  table.push(at);
  return Uint32Array.from(table);
}
