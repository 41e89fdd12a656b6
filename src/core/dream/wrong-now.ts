/** Whether what people say of a lesson's findings stands against it: such a one takes in no other, and none is left out for it. */
import type { Lesson } from '../memory/lesson.js';
import { aboutLesson, directionOf } from './about-lesson.js';
import { judgementsOf } from './lesson-draft.js';
import { observationsNear } from './near-observations.js';
import type { Observation } from './observation.js';
import { contradicted } from './posterior.js';

/** Each lesson is weighed once, however often it is asked about. `observations` are in time order. */
export function wrongNow(observations: readonly Observation[]): (lesson: Lesson) => boolean {
  const known = new Map<string, boolean>();
  let near: ReturnType<typeof observationsNear> | undefined;
  return (lesson) => {
    let is = known.get(lesson.id);
    if (is === undefined) {
      near ??= observationsNear(observations);
      is = contradicted(judgementsOf(aboutLesson(lesson, near(lesson)).inside), directionOf(lesson));
      known.set(lesson.id, is);
    }
    return is;
  };
}
