/** Quoted code compared as text, loose in white space. */

/** One line, trimmed, runs of white space as one blank. */
export function normalizeLine(line: string): string {
  return line.trim().replace(/\s+/g, ' ');
}

/** The lines of a quote, each normalised, without the blank ones, joined by `\n`. */
export function normalizeQuote(quote: string): string {
  return quote
    .split('\n')
    .map(normalizeLine)
    .filter((line) => line !== '')
    .join('\n');
}

/** Dice's coefficient over the two texts' tokens (words and single signs, each as often as it stands): 0 nothing shared, 1 the same tokens. */
export function similarity(a: string, b: string): number {
  const left = tokens(a);
  const right = tokens(b);
  if (left.length + right.length === 0) return 1;
  const open = new Map<string, number>();
  for (const token of left) open.set(token, (open.get(token) ?? 0) + 1);
  let shared = 0;
  for (const token of right) {
    const count = open.get(token) ?? 0;
    if (count === 0) continue;
    open.set(token, count - 1);
    shared++;
  }
  return (2 * shared) / (left.length + right.length);
}

function tokens(text: string): string[] {
  // a redacted secret is one token: secrets are equal or they are not
  return text.match(/‹secret:[^›]*›|[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu) ?? [];
}
