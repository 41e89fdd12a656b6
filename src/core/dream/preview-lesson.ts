/** What a lesson would have hidden among past findings: shown before a person's operation applies. */
import type { Lesson } from '../memory/lesson.js';
import { matchesLesson } from '../memory/matches-lesson.js';
import type { LessonChange, LessonPreview } from '../reverie.js';
import type { Experience } from './experience.js';
import { statusAfter } from './person-operation.js';
import { decides } from './posterior.js';

/** Counts distinct findings in the lesson's scope, by what is known of them. A change after which the lesson hides nothing gives zeros. */
export function previewLesson(lesson: Lesson, change: LessonChange, past: Pick<Experience, 'observations' | 'episodes'>): LessonPreview {
  const becomes = statusAfter(lesson, change);
  const hides = { accepted: 0, rejected: 0, unknown: 0 };
  if (becomes === 'active' && lesson.effect?.do === 'hold-back') {
    const judged = new Set<string>();
    for (const observation of past.observations) {
      if (!decides(observation)) continue;
      judged.add(observation.fingerprint);
      if (!observation.subject.security && matchesLesson(lesson, observation.subject)) hides[observation.verdict] += 1;
    }
    for (const finding of past.episodes.flatMap((e) => e.findings)) {
      if (judged.has(finding.fingerprint)) continue;
      judged.add(finding.fingerprint);
      if (!finding.security && matchesLesson(lesson, finding)) hides.unknown += 1;
    }
  }
  return { lesson: lesson.id, becomes, hides };
}
