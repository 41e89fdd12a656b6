/** Takes out of a lesson's scope the rules, symbols, files or languages of which the verdicts say the opposite; the rest of it stays. */
import type { Lesson } from '../memory/lesson.js';
import { code, judgementsOf, tallyText } from './lesson-draft.js';
import { type AboutLesson, aboutLesson, directionOf } from './about-lesson.js';
import type { Observation } from './observation.js';
import { contradicted, type Direction, type Judgements, usefulness } from './posterior.js';

/** A lesson does harm when its findings are useful (or a raised rule's useless) more often than this (0..1). */
export const tolerated = 0.25;

/** True when the verdicts say of this scope that the lesson is wrong there, and not just once in a long while. */
export function isWrong(judgements: Judgements, direction: Direction): boolean {
  return contradicted(judgements, direction) && wrongness(judgements, direction) > tolerated;
}

/** Posterior mean (0..1) that the lesson is wrong about a finding. */
export function wrongness(judgements: Judgements, direction: Direction): number {
  return direction === 'raise' ? 1 - usefulness(judgements) : usefulness(judgements);
}

const lists = ['rules', 'symbols', 'paths', 'languages'] as const;
const named = { rules: 'the rule', symbols: 'the symbol', paths: 'the files', languages: 'the language' } as const;

/** `why` is for people. Undefined when no single list tells the wrong from the right, or nothing would be left that stands. Values nobody spoke of stay. */
export function narrowLesson(lesson: Lesson, { inside }: AboutLesson, at: string): { lesson: Lesson; why: string } | undefined {
  const direction = directionOf(lesson);
  for (const list of lists) {
    const values = lesson.scope[list];
    if (values.length < 2) continue;
    const about = (kept: string[]): Observation[] => aboutLesson(limited(lesson, list, kept), inside).inside;
    const wrong = values.filter((value) => isWrong(judgementsOf(about([value])), direction));
    const kept = values.filter((value) => !wrong.includes(value));
    if (wrong.length === 0 || kept.length === 0 || contradicted(judgementsOf(about(kept)), direction)) continue;
    const what = `${named[list]} ${wrong.map(code).join(', ')}`;
    const why = `no longer about ${what}: ${tallyText(about(wrong), direction)} there`;
    const body = [lesson.body.trimEnd(), `Narrowed on ${at.slice(0, 10)}: ${why}.`].filter(Boolean).join('\n\n');
    return { lesson: { ...limited(lesson, list, kept), body }, why };
  }
  return undefined;
}

function limited(lesson: Lesson, list: (typeof lists)[number], kept: string[]): Lesson {
  return { ...lesson, scope: { ...lesson.scope, [list]: kept } };
}
