/** Settles lessons that say the opposite of the same findings: the loser is superseded by the winner, or a person is asked. */
import { type Lesson, ranksAtLeast } from '../memory/lesson.js';
import { inOrder, matchesLesson } from '../memory/matches-lesson.js';
import type { Operation } from '../memory/operation.js';
import type { LessonPair } from '../memory/overlap.js';
import { askedForBy } from './asked-for.js';
import type { Draft } from './draft.js';
import { code, judgementsOf } from './lesson-draft.js';
import type { Observation } from './observation.js';
import { contradicted, type Direction, supports } from './posterior.js';
import { mostSettled, type SettleInput } from './settle-input.js';

type Settled = { winner: Lesson; loser: Lesson; why: string; /** Why a person decides. */ conflict?: string };

/**
 * Higher authority wins, of equals newer evidence. Left as it is: a pair of which the verdicts on their common findings speak against the
 * winner; a wider loser that people confirm outside of the winner's scope, as the winner is its exception; and a lesson in effect that
 * only a trial of the same authority contradicts. What a person pinned, asked for or taught is never superseded on less than a person's word.
 */
export function settleContradictions(input: SettleInput, pairs: readonly LessonPair[]): Draft[] {
  const byId = new Map(input.lessons.map((l) => [l.id, l]));
  const isAsked = askedForBy(input);
  const about = observationsAbout(input.observations);
  const winners = new Set<string>();
  const losers = new Set<string>();
  const drafts: Draft[] = [];
  for (const pair of pairs) {
    if (drafts.length >= mostSettled) break;
    const [a, b] = [byId.get(pair.lesson), byId.get(pair.other)];
    const settled = a && b && settle(a, b, input.since, isAsked);
    // text found in the repo takes nobody's place
    if (!settled || settled.winner.provenance === 'text' || !isBorneOut(settled, about(settled.loser))) continue;
    const { winner, loser } = settled;
    if (losers.has(winner.id) || losers.has(loser.id) || winners.has(loser.id)) continue;
    winners.add(winner.id);
    losers.add(loser.id);
    drafts.push(draftOf(input, settled));
  }
  return drafts;
}

function settle(a: Lesson, b: Lesson, since: SettleInput['since'], isAsked: (l: Lesson) => boolean): Settled | undefined {
  const [first, second] = inOrder([a, b]) as [Lesson, Lesson];
  const higher = a.provenance === b.provenance ? undefined : ranksAtLeast(a.provenance, b.provenance) ? a : b;
  const newer = a.lastConfirmed === b.lastConfirmed ? undefined : a.lastConfirmed > b.lastConfirmed ? a : b;
  const other = (of: Lesson): Lesson => (of === a ? b : a);
  /** People have decided about it, knowing what the other one rests on. */
  const decided = (of: Lesson): boolean => (since.get(of.id) ?? '') >= other(of).lastConfirmed;

  // the authority of a person stands, but newer evidence against it is worth a question
  if (higher && newer && newer !== higher && (higher.pinned || higher.provenance === 'person') && !decided(higher)) {
    const conflict = higher.pinned ? 'a person pinned it' : 'people taught it, and what contradicts it does not rest on people';
    return { winner: newer, loser: higher, why: 'whose evidence is newer', conflict };
  }
  const winner = higher ?? newer ?? first;
  const loser = winner === a ? b : a;
  if (decided(loser)) return undefined;
  if (!higher && winner.status === 'trial' && loser.status === 'active') return undefined;
  const why = higher ? 'which rests on higher authority' : newer ? 'whose evidence is newer' : `which goes before ${code(second.id)}`;
  if (loser.pinned) return { winner, loser, why, conflict: 'a person pinned it' };
  if (isAsked(loser)) return { winner, loser, why, conflict: 'a person asked for it' };
  return { winner, loser, why };
}

/** Without any verdict there is nothing to say against it. `about`: what is known of the loser's findings. */
function isBorneOut({ winner, loser }: Settled, about: Observation[]): boolean {
  if (!winner.effect || !loser.effect) return true;
  const both = about.filter((o) => matchesLesson(winner, o.subject));
  if (contradicted(judgementsOf(both), directionOf(winner))) return false;
  const alone = about.filter((o) => !both.includes(o));
  return !supports(judgementsOf(alone), directionOf(loser));
}

function directionOf({ effect }: Lesson): Direction {
  return effect?.do === 'raise' ? 'raise' : 'hold-back';
}

/** Looks only at what is said of the lesson's rules. */
function observationsAbout(observations: Observation[]): (lesson: Lesson) => Observation[] {
  const byRule = new Map<string, Observation[]>();
  for (const o of observations) {
    const of = byRule.get(o.subject.rule ?? '');
    if (of) of.push(o);
    else byRule.set(o.subject.rule ?? '', [o]);
  }
  return (lesson) => {
    const { rules } = lesson.scope;
    const near = rules.length === 0 ? observations : rules.flatMap((rule) => byRule.get(rule) ?? []);
    return near.filter((o) => matchesLesson(lesson, o.subject));
  };
}

function draftOf({ ids, at }: SettleInput, { winner, loser, why, conflict }: Settled): Draft {
  const operation: Operation = {
    v: 1,
    id: ids.next('op'),
    lesson: loser.id,
    reason: `contradicted by ${code(winner.id)}, ${why}`,
    by: winner.provenance,
    evidence: winner.evidence.slice(0, 5),
    op: 'retire',
    supersededBy: winner.id,
    at,
  };
  return { operation, ...(conflict !== undefined && { conflict }) };
}
