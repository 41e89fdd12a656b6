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
 * `observations` are in time order.
 */
export function backtestRelief({ lesson, left }: Relief, observations: readonly Observation[], hidersOf: Hiders): BacktestResult {
  const direction = directionOf(lesson);
  const kept = new Set(left ? aboutLesson(left, observations).inside : []);
  const released = aboutLesson(lesson, observations).inside.filter((o) => decides(o) && !kept.has(o));
  const hides = lesson.status === 'active' && lesson.effect?.do === 'hold-back';
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
      const after = hidersOf(o).some((id) => id !== lesson.id);
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

/** Ids of lessons that hide the finding: at most two, which is enough to know whether one besides another does. */
export type Hiders = (observation: Observation) => readonly string[];

/** `lessons` is memory before. Each finding is looked at once, however many lessons are tested. */
export function hidersIn(lessons: readonly Lesson[]): Hiders {
  const hiding = lessons.filter((l) => l.status === 'active' && l.effect?.do === 'hold-back');
  const byRule = new Map<string, Lesson[]>();
  for (const lesson of hiding) {
    for (const rule of lesson.scope.rules.length > 0 ? new Set(lesson.scope.rules) : [anyRule]) {
      const of = byRule.get(rule);
      if (of) of.push(lesson);
      else byRule.set(rule, [lesson]);
    }
  }
  const known = new Map<Observation, string[]>();
  return (o) => {
    let found = known.get(o);
    if (!found) {
      found = [];
      const { rule, security } = o.subject;
      const near = security ? [] : [rule === undefined ? [] : (byRule.get(rule) ?? []), byRule.get(anyRule) ?? []];
      for (const lesson of near.flat()) {
        if (found.length === 2) break;
        if (matchesLesson(lesson, o.subject)) found.push(lesson.id);
      }
      known.set(o, found);
    }
    return found;
  };
}

/** No rule is named so: ids of rules have no line breaks. */
const anyRule = '\n';

function noTally(): BacktestResult['none'] {
  return { acceptedShown: 0, acceptedHidden: 0, rejectedShown: 0, rejectedHidden: 0 };
}
