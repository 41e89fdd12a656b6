/** A text as lines, the way git counts them: only `\n` ends a line, and a `\r` before it belongs to the ending. */

/** The lines without their endings; a text that ends with `\n` has no phantom last line, and an empty text has none at all. */
export function linesOf(text: string): string[] {
  return linesWithEnds(text).map((line) => line.replace(/\r?\n$/, ''));
}

/** The lines with their endings: joined by nothing they are the text again. */
export function linesWithEnds(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline + 1;
    lines.push(text.slice(start, end));
    start = end;
  }
  return lines;
}

/** How many lines `linesOf` would return. */
export function countLines(text: string): number {
  let count = 0;
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    count++;
    if (newline < 0) break;
    start = newline + 1;
  }
  return count;
}
