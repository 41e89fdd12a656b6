/** A planned edit of whole lines as a range of a document and the text to put there. */
import type { PlannedEdit } from '../core/review/plan-fix.js';

/** 0-based, as VS Code counts. */
export type TextEdit = { from: [line: number, column: number]; to: [line: number, column: number]; text: string };

/** `lineLengths` are those of the document's lines, the empty one behind a last line ending included; `eol` is its line ending. */
export function lineEdit({ startLine, endLine, lines }: PlannedEdit, lineLengths: readonly number[], eol: string): TextEdit {
  const first = startLine - 1;
  const last = endLine - 1;
  const lengthOf = (line: number): number => lineLengths[line] ?? 0;
  if (endLine < startLine) {
    if (first < lineLengths.length) return { from: [first, 0], to: [first, 0], text: lines.map((line) => line + eol).join('') };
    const end: TextEdit['from'] = [lineLengths.length - 1, lengthOf(lineLengths.length - 1)];
    return { from: end, to: end, text: lines.map((line) => eol + line).join('') };
  }
  if (lines.length > 0) return { from: [first, 0], to: [last, lengthOf(last)], text: lines.join(eol) };
  // with the lines goes one line ending: theirs, or at the end of the text the one before
  if (last + 1 < lineLengths.length) return { from: [first, 0], to: [last + 1, 0], text: '' };
  return { from: first > 0 ? [first - 1, lengthOf(first - 1)] : [0, 0], to: [last, lengthOf(last)], text: '' };
}
