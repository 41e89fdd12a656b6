/** Comments that people write into a lesson's front matter: they belong to the field below or beside them, and stay with it. */
import { Lexer } from 'yaml';

/** Text by top-level field; `''`: behind the last field. Lines are joined by `\n`, without the `#`. */
export type FieldComments = Record<string, string>;

/** `keys`: the top-level fields with the offset at which each begins, in order. */
export function findComments(yaml: string, keys: readonly { name: string; at: number }[]): FieldComments | undefined {
  if (!/(?:^|\s)#/m.test(yaml)) return undefined;
  const found: [field: string, line: string][] = [];
  let at = 0;
  let isScalar = false;
  for (const token of new Lexer().lex(yaml)) {
    // marks of the lexer, not of the text: a document begins, a text follows
    if (token === '\u0002' || token === '\u0018') continue;
    if (token === '\u001f') {
      isScalar = true;
      continue;
    }
    if (token.startsWith('#') && !isScalar) {
      const lineStart = yaml.lastIndexOf('\n', at - 1) + 1;
      const field = lineStart === at ? keys.find((key) => key.at > at) : keys.findLast((key) => key.at < at);
      found.push([field?.name ?? '', token.slice(1).trimEnd()]);
    }
    isScalar = false;
    at += token.length;
  }
  return found.length > 0 ? collect(found) : undefined;
}

/** The same comments, each at a field that is printed: one whose field is left out goes to the next in `fields` (all, in their order). */
export function placeComments(comments: FieldComments, fields: readonly string[], printed: ReadonlySet<string>): FieldComments {
  const placed: [field: string, line: string][] = [];
  let waiting: string[] = [];
  for (const field of fields) {
    waiting.push(...linesOf(comments[field]));
    if (!printed.has(field)) continue;
    placed.push(...waiting.map((line): [string, string] => [field, line]));
    waiting = [];
  }
  const known = new Set(fields);
  const unknown = Object.keys(comments).filter((field) => field !== '' && !known.has(field));
  for (const field of ['', ...unknown.sort()]) waiting.push(...linesOf(comments[field]));
  return collect([...placed, ...waiting.map((line): [string, string] => ['', line])]);
}

/** As they stand in a file. */
export function printComment(text: string | undefined): string {
  return linesOf(text)
    .map((line) => `#${line}\n`)
    .join('');
}

function linesOf(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(/\r\n?|\n/).map((line) => line.trimEnd());
}

function collect(found: readonly [field: string, line: string][]): FieldComments {
  const lines = new Map<string, string[]>();
  for (const [field, line] of found) lines.set(field, [...(lines.get(field) ?? []), line]);
  return Object.fromEntries([...lines].map(([field, all]) => [field, all.join('\n')]));
}
