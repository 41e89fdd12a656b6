/** A lesson as a model reads it: what it says, where it holds, who says so and how sure that is. Always shown as data, between a review's own marks. */
import { estimateTextTokens } from '../model/estimate-tokens.js';
import type { Lesson, Provenance } from './lesson.js';

/** Signs of a statement and of a body that are shown: a sentence and its reasons. The file has the rest. */
const longestStatement = 400;
const longestBody = 600;
/** Of the globs, rules and names of a scope. */
const mostOfScope = 12;

/** `why` is the reason for which it was recalled. */
export function lessonForPrompt(lesson: Lesson, why: string): string {
  const { scope, counts, audience } = lesson;
  const places = [...scope.paths, ...scope.rules, ...scope.languages, ...scope.symbols];
  const where = places.slice(0, mostOfScope).join(', ') || 'everywhere';
  const more = places.length > mostOfScope ? ` and ${places.length - mostOfScope} more` : '';
  const votes = `${counts.dismissed} dismissed, ${counts.accepted} accepted`;
  const confirmed = lesson.lastConfirmed.slice(0, 10);
  return [
    `${lesson.id} (${lesson.kind}, ${lesson.status}${audience === 'all' ? '' : `, for ${audience}`}): ${cut(lesson.statement, longestStatement)}`,
    `  on the word of ${authority[lesson.provenance]}, confidence ${lesson.confidence.toFixed(2)}; ${votes}; confirmed ${confirmed}`,
    `  holds for ${where}${more}`,
    ...(scope.when === undefined ? [] : [`  only when ${cut(scope.when, longestStatement)}`]),
    ...(scope.unless === undefined ? [] : [`  not when ${cut(scope.unless, longestStatement)}`]),
    ...(why === '' ? [] : [`  recalled because ${cut(why, longestStatement)}`]),
    ...cut(lesson.body, longestBody)
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => `  > ${line.trim()}`),
  ].join('\n');
}

/** What a lesson costs each prompt that it stands in, in tokens, rather high. */
export function lessonTokens(lesson: Lesson, why = ''): number {
  if (why !== '') return estimateTextTokens(lessonForPrompt(lesson, why));
  const known = tokens.get(lesson) ?? estimateTextTokens(lessonForPrompt(lesson, ''));
  tokens.set(lesson, known);
  return known;
}

/** A lesson is a value that never changes. */
const tokens = new WeakMap<Lesson, number>();

const authority: Record<Provenance, string> = {
  person: 'a person',
  team: 'the team’s own rules',
  outcome: 'what became of the code',
  model: 'a model’s reflection',
  text: 'text found in the repository, which nobody confirmed',
};

function cut(text: string, most: number): string {
  // never half of a surrogate pair
  return text.length <= most ? text : `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')} …`;
}
