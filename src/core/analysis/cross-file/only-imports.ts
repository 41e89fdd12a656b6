/** A text with nothing but its imports, each on its own line: parsing them costs little, whatever else the file holds. */

const head = /^(?:import\b(?!\s*[(.])|export\s*(?:type\s*)?[{*])/;
/** A statement that may call `require`, not indented: within a function its surroundings matter. */
const callHead = /^(?:(?:const|let|var)\b|(?:module\.)?exports\b|(?:require|import)\s*\()/;
const calls = /\b(?:require|import)\s*\(/g;
/** Types are imported in comments too: a comment on one line, and a line that begins within one. */
const comment = /\/\*.*?\*\/|^\s*(?:\/\/|\/\*|\*(?:\s|$)).*/g;

const longestLine = 2_000;

/** Longer statements are not written by people. */
const longest = 200;

/** For JavaScript and TypeScript; undefined where `require` or `import()` stand inside other code. */
export function onlyImports(text: string): string | undefined {
  const lines = text.split('\n');
  const kept: string[] = [];
  let open = countCalls(lines);
  for (let i = 0; i < lines.length; i++) {
    const end = head.test(lines[i]!) ? endOfImport(lines, i) : open > 0 && callHead.test(lines[i]!) ? endOfStatement(lines, i) : undefined;
    const statement = end === undefined ? [] : lines.slice(i, end + 1);
    const called = open > 0 ? countCalls(statement) : 0;
    if (called === 0 && !head.test(lines[i]!)) {
      kept.push('');
      continue;
    }
    open -= called;
    kept.push(...statement);
    i += statement.length - 1;
  }
  return open === 0 ? kept.join('\n') : undefined;
}

/** True when an import or an export may stand behind blanks, where `onlyImports` sees none. */
export function hasIndentedImports(text: string): boolean {
  return /^[ \t]+(?:import|export)\b/m.test(text);
}

function countCalls(lines: string[]): number {
  let count = 0;
  for (const line of lines) {
    if (!line.includes('require') && !line.includes('import')) continue;
    // a longer line is no comment of people: what it seems to call is then looked for in the tree
    const code = line.length > longestLine ? line : line.replaceAll(comment, '');
    count += code.match(calls)?.length ?? 0;
  }
  return count;
}

/** The line with the quoted module, or the closing brace of a list that names none. */
function endOfImport(lines: string[], start: number): number {
  for (let i = start; i < Math.min(lines.length, start + longest); i++) {
    const line = lines[i]!.replace(/\/\/[^'"]*$/, '');
    if (/['"][^'"]*['"]/.test(line) || /;\s*$/.test(line) || /^\s*\}\s*$/.test(line)) return i;
  }
  return start;
}

/** The last line before the next one that begins something else; undefined for a long statement. Where that is too early, what is kept does not parse. */
function endOfStatement(lines: string[], start: number): number | undefined {
  for (let i = start; i < Math.min(lines.length, start + longest); i++) {
    const next = lines[i + 1];
    if (next === undefined || (next.trim() === '' && /;\s*$/.test(lines[i]!))) return i;
    if (next.trim() !== '' && !/^[\s)\]}.,?:&|+]/.test(next)) return i;
  }
  return undefined;
}
