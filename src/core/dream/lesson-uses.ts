/** What each lesson did in past reviews, and whether it helped or harmed: from the reviews' own records and from what people said afterwards. */
import type { Lesson } from '../memory/lesson.js';
import type { LessonUse } from '../memory/lesson-use.js';
import { untoldAbout } from './about-lesson.js';
import type { Episode } from './episode.js';
import type { Observation } from './observation.js';
import { decides } from './posterior.js';

/** What reviews tell of one lesson. Instants are ISO 8601, empty for never. */
export type LessonDeeds = { recalled: number; touched: number; held: number; lastRecalled: string; lastTouched: string };

/** What all reviews tell; `starts` are the instants at which they began, in order. */
export type ReviewDeeds = { starts: string[]; byLesson: Map<string, LessonDeeds> };

/** Adds one review; the caller keeps `starts` in order. */
export function addDeeds({ starts, byLesson }: ReviewDeeds, { startedAt, recalled, findings }: Episode): void {
  starts.push(startedAt);
  for (const lesson of new Set(recalled)) {
    const of = deedsOf(byLesson, lesson);
    of.recalled += 1;
    if (startedAt > of.lastRecalled) of.lastRecalled = startedAt;
  }
  for (const { lessons, heldBy } of findings) {
    for (const lesson of lessons) {
      const of = deedsOf(byLesson, lesson);
      of.touched += 1;
      if (lesson === heldBy) of.held += 1;
      if (startedAt > of.lastTouched) of.lastTouched = startedAt;
    }
  }
}

/** Of every lesson given. A verdict counts when the lesson had touched the finding before, or a person overruled it, and is still about it. */
export function lessonUses(
  lessons: readonly Lesson[],
  { starts, byLesson }: ReviewDeeds,
  observations: readonly Observation[],
): Map<string, LessonUse> {
  const uses = new Map<string, LessonUse>();
  const byId = new Map(lessons.map((l) => [l.id, l]));
  for (const lesson of lessons) {
    const { recalled = 0, touched = 0, held = 0, lastRecalled = '', lastTouched = '' } = byLesson.get(lesson.id) ?? {};
    const active = lesson.effect ? lastTouched : lastRecalled;
    const since = active > lesson.validFrom ? active : lesson.validFrom;
    uses.set(lesson.id, { recalled, touched, held, helped: 0, harmed: 0, broughtBack: 0, idleReviews: countAfter(starts, since) });
  }
  for (const observation of observations) {
    if (!decides(observation)) continue;
    const { subject, verdict, overruled } = observation;
    for (const id of new Set([...subject.lessons, ...overruled])) {
      const use = uses.get(id);
      const lesson = byId.get(id);
      // one that has been narrowed is not blamed for what it left alone
      if (!use || !lesson || !untoldAbout(lesson, subject)) continue;
      const right = (verdict === 'accepted') === (lesson.effect?.do === 'raise');
      if (right) use.helped += 1;
      else use.harmed += 1;
      if (overruled.includes(id)) use.broughtBack += 1;
    }
  }
  return uses;
}

function deedsOf(byLesson: Map<string, LessonDeeds>, lesson: string): LessonDeeds {
  let of = byLesson.get(lesson);
  if (!of) byLesson.set(lesson, (of = { recalled: 0, touched: 0, held: 0, lastRecalled: '', lastTouched: '' }));
  return of;
}

/** How many of the sorted instants come after `since`. */
function countAfter(sorted: readonly string[], since: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as string) <= since) low = middle + 1;
    else high = middle;
  }
  return sorted.length - low;
}
