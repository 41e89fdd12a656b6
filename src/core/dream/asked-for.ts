/** Which lessons people asked for in so many words: a dream never takes such a one back by itself. */
import type { Lesson } from '../memory/lesson.js';
import { matchesPlace } from '../memory/matches-lesson.js';
import type { RefineInput } from './rule-state.js';

/** True for a lesson that rests on a person's `never-here` in its scope. */
export function askedForBy({ observations, citedFingerprint }: Pick<RefineInput, 'observations' | 'citedFingerprint'>) {
  const asked = new Map(observations.filter((o) => o.reason === 'never-here').map((o) => [o.fingerprint, o.subject.path]));
  return (lesson: Lesson): boolean =>
    asked.size > 0 &&
    lesson.evidence.some((e) => {
      const path = e.type === 'event' ? asked.get(citedFingerprint(e) ?? '') : undefined;
      return path !== undefined && matchesPlace(lesson, path);
    });
}
