/** Where an `else if` may repeat the condition of an `if` before it, as far as text can tell: most files with an `else if` repeat none. */

const heads = /(\belse\s+)?\bif\s*\(/g;

/** Longer conditions are told apart by their beginnings. */
const reach = 500;

/** Offsets of the `else if`, in order. Conditions with comments in them may be any. */
export function repeatedConditions(text: string): number[] {
  const known = new Set<string>();
  const places: number[] = [];
  let unsure = false;
  for (const head of text.matchAll(heads)) {
    const condition = conditionAt(text, head.index + head[0].length);
    const comment = /\/[/*]/.test(condition);
    const key = condition.replaceAll(/\s/g, '');
    if (head[1] !== undefined && (comment || unsure || known.has(key))) places.push(head.index);
    if (comment) unsure = true;
    else known.add(key);
  }
  return places;
}

/** What stands up to the bracket that closes; brackets in texts count too, in every repetition alike. */
function conditionAt(text: string, start: number): string {
  let depth = 1;
  const end = Math.min(text.length, start + reach);
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 40) depth++;
    else if (code === 41 && --depth === 0) return text.slice(start, at);
  }
  return text.slice(start, end);
}
