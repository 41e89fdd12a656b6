/** Backtest: would this operation have helped on verdicts it could not know yet? A rolling origin over past findings, without memory, with the old and with the new one. */
import type { Lesson } from '../memory/lesson.js';
import { matchesLesson, speaksOfPlaceOnly } from '../memory/matches-lesson.js';
import type { BacktestResult } from './backtest-result.js';
import type { Draft } from './draft.js';
import type { Observation } from './observation.js';
import { contradicted, decides, type Direction, judge, noJudgements, supports } from './posterior.js';
import { wilsonInterval } from './wilson.js';
import { addTo, holds, learned, type ScopeNode, scopeNode } from './scope-lattice.js';

export const minimumHeldOut = 5;
/** A backtest looks at no more findings than this, so that its cost has a bound. */
const sampleSize = 2000;
/** A raised rule's held-out findings must be accepted at least this often (0..1). */
const worthRaising = 0.75;

/**
 * Tests the lesson that a draft puts into effect. Going through the observations in its scope in time order, the lesson is refitted before each
 * one from the earlier ones only; from the first moment at which it could have been learned, each finding with a verdict is held out.
 * - trial: fewer than five held out
 * - pass: no finding that was accepted is newly hidden, and fewer rejected are shown (a raised rule: nearly all held out were accepted)
 * - what only lowers is tested by what it lowers, in place of what it hides; what is lowered or hidden already is not new to it
 * - an accepted finding counts against the lesson unless later verdicts have outvoted it (see `contradicted`): then the newer evidence holds
 *
 * `lessons` is memory before the operation. Observations are in time order.
 */
export function backtest(
  draft: Pick<Draft, 'tested' | 'topic'>,
  observations: Observation[],
  lessons: Lesson[],
): BacktestResult | undefined {
  const { tested, topic } = draft;
  if (!tested?.effect) return undefined;
  const direction: Direction = tested.effect.do === 'raise' ? 'raise' : 'hold-back';
  const lowers = tested.effect.do === 'demote';
  const hiding = lessons.filter((l) => l.status === 'active' && l.effect?.do === 'hold-back');
  const quieting = lowers ? lessons.filter((l) => l.status === 'active' && l.effect && l.effect.do !== 'raise') : hiding;
  // a hotspot gives way to what hides: those findings it would not raise
  const givesWay = (o: Observation): boolean => speaksOfPlaceOnly(tested) && hiding.some((l) => touches(l, o));
  const inScope = sample(observations.filter((o) => decides(o) && mayTouch(tested, o, direction) && !givesWay(o)));
  const fit = topic ? fittedTo(scopeNode(topic.scope), direction) : fittedToAll(direction);

  const none = noTally();
  const old = noTally();
  const renewed = noTally();
  let heldOut = 0;
  let accepted = 0;
  let newlyHidden = 0;
  let wasLearned = false;
  for (const observation of inScope) {
    const known = fit.learned();
    wasLearned ||= known;
    if (wasLearned) {
      const before = quieting.some((l) => touches(l, observation));
      // what replaced lessons hid stays hidden: the new memory takes them in
      const after = before || (known && direction === 'hold-back');
      heldOut += 1;
      if (observation.verdict === 'accepted') {
        accepted += 1;
        if (after && !before) newlyHidden += 1;
      }
      count(none, observation, false);
      count(old, observation, before);
      count(renewed, observation, after);
    }
    fit.add(observation);
  }

  const quieter = old.rejectedShown - renewed.rejectedShown;
  const right = direction === 'raise' ? wilsonInterval(accepted, heldOut) : wilsonInterval(quieter, quieter + newlyHidden);
  const tallies = { heldOut, none, old, new: renewed, right };
  const { does, done } = lowers ? { does: 'lowers', done: 'lowered' } : { does: 'hides', done: 'hidden' };
  if (newlyHidden > 0 && fit.contradicted()) {
    return { ...tallies, result: 'fail', reason: `would have ${done} ${findings(newlyHidden)} that people accepted or fixed` };
  }
  if (heldOut < minimumHeldOut) {
    return {
      ...tallies,
      result: 'trial',
      reason: `only ${heldOut} of the ${minimumHeldOut} later verdicts in its scope that a test needs`,
    };
  }
  if (direction === 'raise') {
    const share = `${accepted} of ${heldOut} later findings were accepted`;
    return { ...tallies, result: accepted >= worthRaising * heldOut ? 'pass' : 'fail', reason: share };
  }
  if (quieter <= 0) return { ...tallies, result: 'fail', reason: `would have ${done} nothing that people rejected` };
  const outvoted =
    newlyHidden > 0 ? `${findings(newlyHidden)} accepted earlier, outvoted by later verdicts` : `nothing accepted newly ${done}`;
  return { ...tallies, result: 'pass', reason: `${does} ${quieter} of ${findings(old.rejectedShown)} that people rejected, ${outvoted}` };
}

/** Learns one observation after the other, and can say at any time what it would do now. */
type Fit = { add(observation: Observation): void; learned(): boolean; contradicted(): boolean };

function fittedTo(node: ScopeNode, direction: Direction): Fit {
  return {
    add: (o) => {
      if (holds(node.scope, o.subject.path)) addTo(node, o);
    },
    learned: () => learned(node, direction),
    contradicted: () => contradicted(node.judgements, direction),
  };
}

/** For a lesson whose scope is not one of the lattice's: its own scope is all there is. */
function fittedToAll(direction: Direction): Fit {
  const judgements = noJudgements();
  return {
    add: (o) => judge(judgements, o),
    learned: () => supports(judgements, direction),
    contradicted: () => contradicted(judgements, direction),
  };
}

function mayTouch(lesson: Lesson, observation: Observation, direction: Direction): boolean {
  return direction === 'raise' ? matchesLesson(lesson, observation.subject) : touches(lesson, observation);
}

/** Security findings are never held back, whatever a lesson says. */
function touches(lesson: Lesson, { subject }: Observation): boolean {
  return !subject.security && matchesLesson(lesson, subject);
}

type Tally = BacktestResult['none'];

function noTally(): Tally {
  return { acceptedShown: 0, acceptedHidden: 0, rejectedShown: 0, rejectedHidden: 0 };
}

function count(tally: Tally, { verdict }: Observation, hidden: boolean): void {
  tally[`${verdict}${hidden ? 'Hidden' : 'Shown'}`] += 1;
}

/** All accepted ones, as they decide; of the rejected ones those with the smallest hash, so that the choice holds from dream to dream. */
function sample(observations: Observation[]): Observation[] {
  if (observations.length <= sampleSize) return observations;
  const rank = (o: Observation): number => (o.verdict === 'accepted' ? 0 : 1) * 2 ** 32 + fnv1a(o.fingerprint);
  const chosen = new Set(observations.toSorted((a, b) => rank(a) - rank(b)).slice(0, sampleSize));
  return observations.filter((o) => chosen.has(o));
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

function findings(count: number): string {
  return count === 1 ? '1 finding' : `${count} findings`;
}
