/** Memory as it will stand when what a dream has decided is applied. */
import { plannedLessons } from '../memory/apply-operation.js';
import type { Lesson } from '../memory/lesson.js';
import type { DreamtOperation } from './dream-report.js';

/** Whatever waits, is dropped or cannot be applied is left out, as the store will. */
export function afterwards(lessons: readonly Lesson[], decided: readonly DreamtOperation[]): Lesson[] {
  const then = new Map(lessons.map((l) => [l.id, l]));
  for (const { operation, decision } of decided) {
    if (decision !== 'apply' && decision !== 'trial') continue;
    const planned = plannedLessons(then, operation);
    if (typeof planned !== 'string') for (const lesson of planned) then.set(lesson.id, lesson);
  }
  return [...then.values()];
}
