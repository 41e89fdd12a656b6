/** Code that no person wrote line by line. */

/** Why the syntax of a text is not looked at, or undefined: bundlers and minifiers write lines that people do not. */
export function minifiedReason(lines: string[]): string | undefined {
  const longest = lines.reduce((most, line) => Math.max(most, line.length), 0);
  const average = Math.round(lines.reduce((sum, line) => sum + line.length, 0) / Math.max(1, lines.length));
  return longest > 2_000 && average > 200 ? `minified: its lines have ${average} characters on average` : undefined;
}
