/** Finds lessons by what a person remembers of them: kind, status, rule, a path they speak of, words. */
import type { Lesson, LessonKind, LessonStatus } from './lesson.js';
import { matchesPlace } from './matches-lesson.js';

/** What is absent limits nothing; of a list, one has to fit. */
export type LessonQuery = {
  kinds?: LessonKind[];
  statuses?: LessonStatus[];
  /** A rule's id, or its beginning up to a `/`: `js` finds `js/console-log`. */
  rules?: string[];
  /** Files from the repo's root: the lessons whose scope they lie in. */
  paths?: string[];
  /** Every word has to stand somewhere in the lesson; upper and lower case are one. */
  words?: string;
};

export function findLessons(lessons: Lesson[], query: LessonQuery): Lesson[] {
  const words = (query.words ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return lessons.filter(
    (lesson) =>
      one(query.kinds, (kind) => kind === lesson.kind) &&
      one(query.statuses, (status) => status === lesson.status) &&
      one(query.rules, (rule) => lesson.scope.rules.some((r) => r === rule || r.startsWith(rule.endsWith('/') ? rule : `${rule}/`))) &&
      one(query.paths, (path) => matchesPlace(lesson, path)) &&
      hasWords(lesson, words),
  );
}

function one<T>(wanted: T[] | undefined, fits: (item: T) => boolean): boolean {
  return wanted === undefined || wanted.length === 0 || wanted.some(fits);
}

function hasWords({ id, kind, statement, body, scope }: Lesson, words: string[]): boolean {
  if (words.length === 0) return true;
  const { paths, languages, rules, symbols, when = '', unless = '' } = scope;
  const text = [id, kind, statement, body, when, unless, ...paths, ...languages, ...rules, ...symbols].join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}
