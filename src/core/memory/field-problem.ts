/** What is wrong with a field that somebody wrote by hand, in words that say how to mend it. */
import type { Document, LineCounter, Node, YAMLError } from 'yaml';
import type * as z from 'zod';

type Path = (string | number)[];

/** `fields` are the names that there are, for a suggestion. Fields nobody knows come first: they explain those that are missing. */
export function fieldProblem(
  issues: readonly z.core.$ZodIssue[],
  document: Document.Parsed,
  counter: LineCounter,
  fields: readonly string[],
): string {
  const issue = issues.find((i) => i.code === 'unrecognized_keys') ?? issues[0];
  const path = issue?.path.filter((part) => typeof part !== 'symbol') ?? [];
  if (issue?.code === 'unrecognized_keys' && issue.keys[0] !== undefined) {
    const [key] = issue.keys;
    return at(document, counter, [...path, key], `unknown field${suggestion(key, fields)}`);
  }
  const node = document.getIn(path, true) as Node | undefined;
  if (path.length > 0 && node === undefined) return `line ${lineOf(document, counter, path)}: ${fieldName(path)} is missing`;
  return at(document, counter, path, issue ? wordsOf(issue, node?.toJS(document)) : 'this is no lesson');
}

function wordsOf(issue: z.core.$ZodIssue, found: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${types[issue.expected] ?? issue.expected}, ${found === null ? 'and nothing is there' : `found ${shown(found)}`}`;
    case 'invalid_value': {
      const values = issue.values.map(String);
      return `${shown(found)} is none of ${values.join(', ')}${typeof found === 'string' ? suggestion(found, values) : ''}`;
    }
    case 'too_small':
      return issue.origin === 'array'
        ? 'expected at least one'
        : issue.origin === 'string'
          ? 'expected a text'
          : `${shown(found)} is less than ${issue.minimum}`;
    case 'too_big':
      return `${shown(found)} is more than ${issue.maximum}`;
    case 'custom':
      return `${shown(found)} ${issue.message}`;
    case 'invalid_union':
    case 'invalid_element':
    case 'invalid_format':
    case 'invalid_key':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return issue.message.replace(/^Invalid input: /, '');
  }
}

const types: Partial<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'fields of its own',
};

/** What YAML itself refuses, with the field on whose line that is. `yaml` is what was parsed. */
export function yamlProblem(problem: YAMLError, yaml: string, counter: LineCounter): string {
  const line = counter.linePos(problem.pos[0]).line;
  const text = yaml.split('\n')[Math.max(1, line) - 1] ?? '';
  const [, field] = /^\s*(?:- +)*([A-Za-z]\w*):/.exec(text) ?? [];
  const hint = hints[problem.code];
  return `line ${lineAt(counter, problem.pos[0])}: ${field === undefined ? '' : `${field}: `}${problem.message}${hint ? ` (${hint})` : ''}`;
}

const hints: Partial<Record<YAMLError['code'], string>> = {
  BAD_SCALAR_START: 'put this text into quotes',
  BLOCK_AS_IMPLICIT_KEY: 'put a text with a colon in it into quotes',
  MULTILINE_IMPLICIT_KEY: 'a field is written as `name: value`',
  MISSING_CHAR: 'a field is written as `name: value`, and a quote ends as it began',
  TAB_AS_INDENT: 'indent with blanks',
  BAD_INDENT: 'fields of one level begin in the same column',
};

function at(document: Document.Parsed, counter: LineCounter, path: Path, problem: string): string {
  return `line ${lineOf(document, counter, path)}: ${[fieldName(path), problem].filter(Boolean).join(': ')}`;
}

/** The line of a field, or of the nearest field around it that is there. */
export function lineOf(document: Document.Parsed, counter: LineCounter, path: Path): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true) as Node | undefined;
    if (node?.range) return lineAt(counter, node.range[0]);
  }
  return 1;
}

/** Counted from the file's first line, which is the opening fence. */
export function lineAt(counter: LineCounter, offset = 0): number {
  return Math.max(1, counter.linePos(offset).line) + 1;
}

/** `scope.paths[0]` */
export function fieldName(path: Path): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index ? '.' : ''}${part}`)).join('');
}

function suggestion(word: string, known: readonly string[]): string {
  const lower = word.toLowerCase();
  const [best] = known
    .map((name) => ({ name, distance: distance(lower, name.toLowerCase()) }))
    .filter(({ name, distance: d }) => d <= Math.max(1, Math.floor(name.length / 4)))
    .toSorted((a, b) => a.distance - b.distance);
  return best ? `; did you mean ${best.name}?` : '';
}

/** Levenshtein's, of the first 40 signs. */
function distance(a: string, b: string): number {
  const [from, to] = [a.slice(0, 40), b.slice(0, 40)];
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const swap = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
