/** Which lessons stand in whose prompt: of those in a unit's scope the relevant ones, each with the agents it is addressed to and no others. */
import { type ChosenLesson, chooseLessons, lessonBudget, type LessonChoice } from '../../memory/choose-lessons.js';
import { lessonForPrompt } from '../../memory/lesson-prompt.js';
import type { Lesson } from '../../memory/lesson.js';
import { type RecalledLesson, speaksOf, type SymbolsByPath } from '../../memory/recall.js';
import type { LessonsShown } from '../../transcript/agent-events.js';
import { asData } from './data-marking.js';
import type { ReviewUnit } from './review-units.js';
import { soleReviewer } from './specialist.js';

/** Tokens for the lessons addressed to one specialist: they come on top of what all are shown, and only this one pays. */
export const ownLessonBudget = lessonBudget / 4;

export type UnitLessons = {
  /** For all agents of the unit: part of what they share. */
  shared: ChosenLesson[];
  /** For one specialist alone; empty for most. */
  own(specialist: string): ChosenLesson[];
  /** What is shown to whom, with the reasons, and what is not. */
  events: LessonsShown[];
};

/** Whether a lesson is addressed to an agent. Who reviews alone stands for every specialist. */
export function isAddressedTo({ audience }: Pick<Lesson, 'audience'>, agent: string): boolean {
  return audience === 'all' || audience === agent || agent === soleReviewer.name;
}

/** `specialists` are the names of those who look at the unit. */
export function lessonsForUnit(
  recalled: readonly RecalledLesson[],
  unit: ReviewUnit,
  specialists: readonly string[],
  symbolsAt: SymbolsByPath = new Map(),
): UnitLessons {
  const paths = unit.files.map(({ file }) => file.path);
  const symbols = paths.flatMap((path) => symbolsAt.get(path) ?? []);
  const about = { paths, symbols, text: unit.files.map(({ text }) => text).join('\n') };
  const here = recalled.filter(({ lesson }) => paths.some((path) => speaksOf(lesson, path, symbolsAt)));
  const shared = chooseLessons(
    here.filter(({ lesson }) => lesson.audience === 'all'),
    about,
  );
  const addressed = here.filter(({ lesson }) => lesson.audience !== 'all');
  const own = new Map<string, LessonChoice>();
  for (const name of specialists) {
    const forThis = addressed.filter(({ lesson }) => isAddressedTo(lesson, name));
    if (forThis.length > 0) own.set(name, chooseLessons(forThis, about, ownLessonBudget));
  }
  const absent = addressed
    .filter(({ lesson }) => !specialists.some((name) => isAddressedTo(lesson, name)))
    .map(({ lesson }) => ({ lesson, why: `it is for ${lesson.audience}, who does not look at this unit` }));
  const choices: [audience: string, choice: LessonChoice][] = [['all', { ...shared, leftOut: [...shared.leftOut, ...absent] }], ...own];
  return {
    shared: shared.chosen,
    own: (specialist) => own.get(specialist)?.chosen ?? [],
    events: choices.flatMap(([audience, choice]) => eventOf(unit, audience, choice)),
  };
}

/** As they stand in a prompt. */
export function lessonsText(boundary: string, lessons: readonly ChosenLesson[]): string {
  return asData(boundary, 'lessons', lessons.map(({ lesson, why }) => lessonForPrompt(lesson, why)).join('\n'));
}

function eventOf(unit: ReviewUnit, audience: string, { chosen, leftOut, tokens }: LessonChoice): LessonsShown[] {
  if (chosen.length + leftOut.length === 0) return [];
  const named = ({ lesson, why }: { lesson: Lesson; why: string }) => ({ lesson: lesson.id, why });
  return [{ type: 'lessons-shown', unit: unit.id, audience, lessons: chosen.map(named), leftOut: leftOut.map(named), tokens }];
}
