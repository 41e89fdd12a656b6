/** The entries of a TOML text by table, as far as comparing dependencies needs: keys with their values as written. No value is interpreted. */

/** `table` → `key` → value as written, without comments and white space. A header such as `[dependencies.serde]` is a table of its own. */
export type TomlTables = Map<string, Map<string, string>>;

export function tomlTables(text: string): TomlTables {
  const tables: TomlTables = new Map([['', new Map()]]);
  let table = tables.get('')!;
  let open: { key: string; value: string; depth: number } | undefined;
  for (const raw of text.split('\n')) {
    const line = withoutComment(raw).trim();
    if (open) {
      open.value += line;
      open.depth += depthOf(line);
      if (open.depth > 0) continue;
      table.set(open.key, open.value);
      open = undefined;
      continue;
    }
    const header = /^\[\[?\s*([^\]]+?)\s*\]\]?$/.exec(line)?.[1];
    if (header !== undefined) {
      const name = header.replaceAll(/["'\s]/g, '');
      table = tables.get(name) ?? new Map();
      tables.set(name, table);
      continue;
    }
    const equals = line.indexOf('=');
    if (equals < 1) continue;
    const key = line.slice(0, equals).trim().replaceAll(/["']/g, '');
    const value = line.slice(equals + 1).replaceAll(/\s+/g, '');
    const depth = depthOf(value);
    if (depth > 0) open = { key, value, depth };
    else table.set(key, value);
  }
  return tables;
}

/** Brackets that stay open, outside of strings. */
function depthOf(text: string): number {
  let depth = 0;
  for (const [c] of text.replaceAll(/"[^"]*"|'[^']*'/g, '').matchAll(/[[\]{}]/g)) depth += c === '[' || c === '{' ? 1 : -1;
  return depth;
}

function withoutComment(line: string): string {
  const hash = line.indexOf('#');
  if (hash < 0) return line;
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    if (quote !== '') quote = c === quote ? '' : quote;
    else if (c === '"' || c === "'") quote = c;
    else if (c === '#') return line.slice(0, i);
  }
  return line;
}
