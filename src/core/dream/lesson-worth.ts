/** Which lessons memory would miss least: how much each one did, how often it was right, and how long it has done nothing. */
import { unusedAfterReviews } from '../memory/health.js';
import type { Lesson } from '../memory/lesson.js';
import type { LessonUse } from '../memory/lesson-use.js';

/** How many verdicts the confidence is worth beside what the lesson did itself. */
const prior = 2;
/** What a finding that was held back and never asked for says for a lesson, in verdicts. */
const silence = 0.25;

/**
 * The share in which it was right (posterior mean, with its confidence for a prior), times the logarithm of what it did or was learned from; halved with
 * every `unusedAfterReviews` reviews without any use. Without `use` the lesson is new.
 */
export function lessonWorth({ confidence, counts, effect }: Lesson, use?: LessonUse): number {
  const { recalled = 0, touched = 0, held = 0, helped = 0, harmed = 0, idleReviews = 0 } = use ?? {};
  const right = helped + silence * held;
  const rightness = (prior * confidence + right) / (prior + right + harmed);
  const deeds = (effect ? touched : recalled) + counts.accepted + counts.dismissed;
  return rightness * Math.log2(2 + deeds) * 0.5 ** (idleReviews / unusedAfterReviews);
}

/** The least worth first; of equals the one confirmed longer ago, then by id. */
export function leastWorthFirst(lessons: readonly Lesson[], uses: ReadonlyMap<string, LessonUse>): Lesson[] {
  const worth = new Map(lessons.map((l) => [l, lessonWorth(l, uses.get(l.id))]));
  return lessons.toSorted(
    (a, b) =>
      worth.get(a)! - worth.get(b)! ||
      (a.lastConfirmed < b.lastConfirmed ? -1 : a.lastConfirmed > b.lastConfirmed ? 1 : a.id < b.id ? -1 : 1),
  );
}
