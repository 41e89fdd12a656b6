/** What a person types to see fewer lessons: words, and fields such as `kind:convention status:trial path:src/jobs rule:no-console is:stale`. */
import type { HealthProblem } from '../core/memory/health.js';
import type { Lesson } from '../core/memory/lesson.js';
import { l10n } from './l10n.js';
import { kindWords, lessonStatusWords } from './lesson-words.js';
import { plain } from './words.js';

const fields = ['kind', 'status', 'path', 'rule', 'is'] as const;
type Field = (typeof fields)[number];

/** All parts must hold; of several values of one field any is enough. */
export type MemoryFilter = { words: string[]; fields: Partial<Record<Field, string[]>> };

/** What is known of a lesson beside itself. */
export type FilterContext = { problems: ReadonlyMap<string, readonly HealthProblem['kind'][]>; unverified: ReadonlySet<string> };

/** Undefined for an empty query. A word with an unknown field is a word like others; quotes keep blanks together. */
export function parseFilter(query: string): MemoryFilter | undefined {
  const filter: MemoryFilter = { words: [], fields: {} };
  for (const [token] of query.matchAll(/(?:[^\s"]|"[^"]*"?)+/g)) {
    const [, name, rest = ''] = /^([a-z]+):(.*)$/i.exec(token) ?? [];
    const field = fields.find((f) => f === name?.toLowerCase());
    const value = (field ? rest : token).replaceAll('"', '').toLowerCase();
    if (value === '') continue;
    if (field) (filter.fields[field] ??= []).push(value);
    else filter.words.push(value);
  }
  return filter.words.length > 0 || Object.keys(filter.fields).length > 0 ? filter : undefined;
}

export function matchesFilter(lesson: Lesson, { words, fields }: MemoryFilter, context: FilterContext): boolean {
  const { kind, status, scope } = lesson;
  const any = (values: string[] | undefined, holds: (value: string) => boolean) => !values || values.some(holds);
  return (
    any(fields.kind, (v) => kind.includes(v) || kindWords[kind].toLowerCase().includes(v)) &&
    any(fields.status, (v) => status.startsWith(v) || lessonStatusWords[status].toLowerCase().startsWith(v)) &&
    any(fields.path, (v) => speaksOf(lesson, v)) &&
    any(fields.rule, (v) => scope.rules.some((rule) => rule.toLowerCase().includes(v))) &&
    any(fields.is, (v) => isWhat(lesson, v, context)) &&
    words.every((word) => textOf(lesson).includes(word))
  );
}

/** Fields to pick from, with how many lessons each would leave; the most useful first. */
export function filterSuggestions(lessons: readonly Lesson[], context: FilterContext): { query: string; lessons: number }[] {
  const counts = new Map<string, number>();
  const add = (query: string) => counts.set(query, (counts.get(query) ?? 0) + 1);
  for (const lesson of lessons) {
    add(`kind:${lesson.kind}`);
    add(`status:${lesson.status}`);
    for (const rule of lesson.scope.rules) add(`rule:${/\s/.test(rule) ? `"${rule}"` : rule}`);
    if (lesson.pinned) add('is:pinned');
    if (context.unverified.has(lesson.id)) add('is:unverified');
    for (const kind of new Set(context.problems.get(lesson.id))) add(`is:${kind}`);
  }
  const order = ['is', 'status', 'kind', 'rule'];
  const rank = (query: string) => order.indexOf(query.slice(0, query.indexOf(':')));
  return [...counts]
    .map(([query, n]) => ({ query, lessons: n }))
    .toSorted((a, b) => rank(a.query) - rank(b.query) || b.lessons - a.lessons || (a.query < b.query ? -1 : 1))
    .slice(0, mostSuggestions);
}

const mostSuggestions = 60;

/** The scope or a citation names the place, or the place lies in a folder of the scope. */
function speaksOf({ scope, evidence }: Lesson, path: string): boolean {
  return (
    scope.paths.some((glob) => {
      const folder = glob.toLowerCase().replace(/\/?\*.*$/, '');
      return glob.toLowerCase().includes(path) || (folder !== '' && (path === folder || path.startsWith(`${folder}/`)));
    }) || evidence.some((e) => e.type === 'code' && e.path.toLowerCase().includes(path))
  );
}

function isWhat({ id, pinned }: Lesson, what: string, { problems, unverified }: FilterContext): boolean {
  if (what === 'pinned') return pinned;
  if (what === 'unverified') return unverified.has(id);
  return (problems.get(id) ?? []).some((kind) => kind.startsWith(what));
}

function textOf({ id, statement, body, scope }: Lesson): string {
  return [id, plain(statement), statement, body, ...scope.paths, ...scope.rules, ...scope.symbols].join('\n').toLowerCase();
}

/** For the input's prompt. */
export function filterHint(): string {
  return l10n.t('Words, or kind: status: path: rule: is:stale, is:harmful, is:duplicate, is:pinned …');
}
