/** Recall, its second part: of the lessons in scope, the few that a prompt has room for. Effects need no room: they act for every lesson in scope. */
import { lessonTokens } from './lesson-prompt.js';
import { provenances, type Lesson } from './lesson.js';
import type { RecalledLesson } from './recall.js';
import { relevanceOf } from './relevance.js';
import { termsOf } from './terms.js';

/**
 * Tokens that lessons may take of a prompt. A unit of a review has at most 24,000 tokens of code: a twelfth of that holds some twenty
 * lessons, which is few enough to be heeded, and every agent of the unit pays for each.
 */
export const lessonBudget = 2_000;

/** What a change, or a question, speaks of. Each may be empty. */
export type LessonQuery = { paths: readonly string[]; symbols?: readonly string[]; text?: string };

export type ChosenLesson = RecalledLesson & { tokens: number };

export type LessonChoice = { chosen: ChosenLesson[]; leftOut: { lesson: Lesson; why: string }[]; tokens: number };

/**
 * Those that share the most telling words with the change come first (in four steps, so that a chance word decides nothing), of equals the
 * stronger: pinned, on higher authority, surer, no longer on trial. The reasons name the words. The same input gives the same choice.
 */
export function chooseLessons(recalled: readonly RecalledLesson[], about: LessonQuery, budget = lessonBudget): LessonChoice {
  const choice: LessonChoice = { chosen: [], leftOut: [], tokens: 0 };
  for (const [index, { item, words }] of byRelevance(recalled, about).entries()) {
    const left = budget - choice.tokens;
    if (left >= leastTokens) {
      const shared = words().slice(0, 3);
      const why = shared.length > 0 ? `${item.why}; it speaks of ${shared.join(', ')}` : item.why;
      const tokens = lessonTokens(item.lesson) + reasonTokens(why);
      if (tokens <= left) {
        choice.chosen.push({ ...item, why, tokens });
        choice.tokens += tokens;
        continue;
      }
    }
    const rank = `number ${index + 1} of ${recalled.length} by relevance`;
    choice.leftOut.push({ lesson: item.lesson, why: `in scope, but no room among ${budget} tokens for lessons: ${rank}` });
  }
  return choice;
}

/** No lesson takes less: with so little room left, the rest need not be measured. */
const leastTokens = 30;

export type RankedLesson = {
  item: RecalledLesson;
  score: number;
  /** Shared with the change, the most telling first. */ words: () => string[];
};

/** The most relevant first; those that share no word with the change are last, with a score of 0. */
export function byRelevance(recalled: readonly RecalledLesson[], about: LessonQuery): RankedLesson[] {
  const { scores, words } = relevanceOf(
    recalled.map(({ lesson }) => lesson),
    wordsOf(about),
  );
  const best = scores.reduce((most, score) => Math.max(most, score), 0);
  const ranked = recalled.map((item, index) => {
    const score = scores[index] ?? 0;
    const step = score > 0 ? Math.ceil((score / best) * steps) : 0;
    return { item, score, words: () => words(index), step, strength: strengthOf(item.lesson) };
  });
  // stable: equals stay in the order in which their effects apply
  return ranked.sort((a, b) => b.step - a.step || b.strength - a.strength || b.score - a.score);
}

const steps = 4;

/** 0..1, a pinned lesson's is 1. */
function strengthOf({ pinned, provenance, confidence, status }: Lesson): number {
  if (pinned) return 1;
  const authority = 1 - provenances.indexOf(provenance) / provenances.length;
  return authority * confidence * (status === 'trial' ? 0.5 : 1);
}

/** A word counts once, however often the change repeats it; a name that is under review counts twice. */
function wordsOf({ paths, symbols = [], text = '' }: LessonQuery): Map<string, number> {
  const words = new Map<string, number>();
  const add = (weight: number, from: string): void => {
    for (const term of termsOf(from).keys()) words.set(term, Math.max(words.get(term) ?? 0, weight));
  };
  add(1, text);
  add(1, paths.join('\n'));
  add(2, symbols.join('\n'));
  return words;
}

/** A reason is a short sentence of plain words: counting its signs is close enough, and thousands are counted. */
function reasonTokens(why: string): number {
  return Math.ceil(Math.min(why.length, 400) / 3);
}
