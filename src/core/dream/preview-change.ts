/** What a change of memory would do, shown to a person before it applies: to its lessons, and to findings of the past. */
import { differencesOf } from '../memory/lesson-difference.js';
import type { Lesson } from '../memory/lesson.js';
import { matchesLesson, type LessonSubject } from '../memory/matches-lesson.js';
import type { ChangePreview } from '../reverie.js';
import type { Experience } from './experience.js';
import { decides } from './posterior.js';

/** `hides` counts distinct findings that would be hidden and are not hidden now. Both lists are lessons as they act (see `asTheyAct`). */
export function previewChange(
  before: readonly Lesson[],
  after: readonly Lesson[],
  past: Pick<Experience, 'observations' | 'episodes'>,
): ChangePreview {
  const differences = differencesOf(before, after);
  const changed = new Set(differences.map((d) => d.lesson));
  const hiding = after.filter((l) => changed.has(l.id) && hides(l));
  const hidingNow = before.filter(hides);
  const newlyHidden = (subject: LessonSubject & { security: boolean }): boolean =>
    !subject.security && hiding.some((l) => matchesLesson(l, subject)) && !hidingNow.some((l) => matchesLesson(l, subject));

  const counts = { accepted: 0, rejected: 0, unknown: 0 };
  if (hiding.length === 0) return { differences, hides: counts };
  const judged = new Set<string>();
  for (const observation of past.observations) {
    if (!decides(observation)) continue;
    judged.add(observation.fingerprint);
    if (newlyHidden(observation.subject)) counts[observation.verdict] += 1;
  }
  for (const finding of past.episodes.flatMap((e) => e.findings)) {
    if (judged.has(finding.fingerprint)) continue;
    judged.add(finding.fingerprint);
    if (newlyHidden(finding)) counts.unknown += 1;
  }
  return { differences, hides: counts };
}

function hides({ status, effect }: Lesson): boolean {
  return status === 'active' && effect?.do === 'hold-back';
}
