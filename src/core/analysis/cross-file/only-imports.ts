/** A text with nothing but its imports, each on its own line: parsing them costs little, whatever else the file holds. */

const head = /^(?:import\b(?!\s*[(.])|export\s*(?:type\s*)?[{*])/;

/** Longer statements are not written by people. */
const longest = 200;

/** For JavaScript and TypeScript without `require` or `import()`; undefined where those are, whose surroundings matter. */
export function onlyImports(text: string): string | undefined {
  if (/\brequire\s*\(|\bimport\s*\(/.test(text)) return undefined;
  const lines = text.split('\n');
  const kept: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    if (!head.test(lines[i]!)) {
      kept.push('');
      continue;
    }
    const end = endOf(lines, i);
    for (; i <= end; i++) kept.push(lines[i]!);
    i--;
  }
  return kept.join('\n');
}

/** The line with the quoted module, or the closing brace of a list that names none. */
function endOf(lines: string[], start: number): number {
  for (let i = start; i < Math.min(lines.length, start + longest); i++) {
    const line = lines[i]!.replace(/\/\/[^'"]*$/, '');
    if (/['"][^'"]*['"]/.test(line) || /;\s*$/.test(line) || /^\s*\}\s*$/.test(line)) return i;
  }
  return start;
}
