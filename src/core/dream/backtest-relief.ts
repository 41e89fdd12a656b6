/** Backtest of taking effect away: would people have wanted this lesson out of the way, on verdicts that could not be known yet? */
import type { Lesson } from '../memory/lesson.js';
import { matchesLesson } from '../memory/matches-lesson.js';
import { aboutLesson, directionOf } from './about-lesson.js';
import { minimumHeldOut } from './backtest.js';
import type { BacktestResult } from './backtest-result.js';
import { speaksFor } from './lesson-draft.js';
import { isWrong, tolerated } from './narrow-lesson.js';
import type { Observation } from './observation.js';
import { decides, judge, noJudgements } from './posterior.js';
import { wilsonInterval } from './wilson.js';

/** `lesson` as it is, and what is left of it afterwards; absent: nothing. */
export type Relief = { lesson: Lesson; left?: Lesson };

/**
 * Goes through the verdicts on what the lesson would let go, in time order. From the first moment at which the earlier ones called it wrong, each
 * later one is held out.
 * - fail: of five or more held out, hardly any speaks against the lesson: it was a slip, and what people do not want would be shown again
 * - trial: fewer than five held out; less effect needs no proof, because in doubt a finding is shown (and none is raised)
 * - pass: else
 *
 * `observations` are in time order; `lessons` is memory before.
 */
export function backtestRelief({ lesson, left }: Relief, observations: readonly Observation[], lessons: readonly Lesson[]): BacktestResult {
  const direction = directionOf(lesson);
  const kept = new Set(left ? aboutLesson(left, observations).inside : []);
  const released = aboutLesson(lesson, observations).inside.filter((o) => decides(o) && !kept.has(o));
  const hides = lesson.status === 'active' && lesson.effect?.do === 'hold-back';
  const others = lessons.filter((l) => l.id !== lesson.id && l.status === 'active' && l.effect?.do === 'hold-back');
  const none = noTally();
  const old = noTally();
  const renewed = noTally();
  const earlier = noJudgements();
  let heldOut = 0;
  let against = 0;
  let wasWrong = false;
  for (const o of released) {
    wasWrong ||= isWrong(earlier, direction);
    if (wasWrong) {
      heldOut += 1;
      if (!speaksFor(o, direction)) against += 1;
      const after = !o.subject.security && others.some((l) => matchesLesson(l, o.subject));
      none[`${o.verdict}Shown`] += 1;
      old[`${o.verdict}${after || hides ? 'Hidden' : 'Shown'}`] += 1;
      renewed[`${o.verdict}${after ? 'Hidden' : 'Shown'}`] += 1;
    }
    judge(earlier, o);
  }
  const tallies = { heldOut, none, old, new: renewed, right: wilsonInterval(against, heldOut) };
  const share = `${against} of ${heldOut} later findings were ${direction === 'raise' ? 'dismissed' : 'accepted'}`;
  if (heldOut < minimumHeldOut) {
    const doubt = direction === 'raise' ? 'in doubt none is raised' : 'in doubt a finding is shown';
    return { ...tallies, result: 'trial', reason: `only ${heldOut} of the ${minimumHeldOut} later verdicts that a test needs: ${doubt}` };
  }
  if (against <= tolerated * heldOut) return { ...tallies, result: 'fail', reason: `only ${share}` };
  return { ...tallies, result: 'pass', reason: share };
}

function noTally(): BacktestResult['none'] {
  return { acceptedShown: 0, acceptedHidden: 0, rejectedShown: 0, rejectedHidden: 0 };
}
