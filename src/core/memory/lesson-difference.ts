/** What a change of memory does to its lessons: which appear, which disappear, and what the others do afterwards. */
import type { Lesson } from './lesson.js';

/** What a person has to know of a lesson to judge a change. */
export type LessonSide = Pick<Lesson, 'status' | 'effect' | 'scope' | 'pinned'>;

/**
 * `before` is absent for a lesson that appears, `after` for one that disappears. `what` says it in a few words, without the lesson's
 * name: `goes from trial to active: it holds findings back`.
 */
export type LessonDifference = { lesson: string; statement: string; what: string; before?: LessonSide; after?: LessonSide };

/** The lessons that differ in anything, in the order of their ids. */
export function differencesOf(before: readonly Lesson[], after: readonly Lesson[]): LessonDifference[] {
  const old = new Map(before.map((l) => [l.id, l]));
  const next = new Map(after.map((l) => [l.id, l]));
  return [...new Set([...old.keys(), ...next.keys()])].sort().flatMap((id) => {
    const [a, b] = [old.get(id), next.get(id)];
    const statement = (b ?? a)?.statement;
    if (statement === undefined || JSON.stringify(a) === JSON.stringify(b)) return [];
    const sides = { ...(a && { before: sideOf(a) }), ...(b && { after: sideOf(b) }) };
    return [{ lesson: id, statement, what: wordsOf(sides), ...sides }];
  });
}

function wordsOf({ before, after }: Pick<LessonDifference, 'before' | 'after'>): string {
  if (!before) return after ? `appears as ${after.status}: ${doing(after)}` : 'stays away';
  if (!after) return `disappears; it was ${before.status}`;
  if (before.status !== after.status) return `goes from ${before.status} to ${after.status}: ${doing(after)}`;
  const parts = [
    same(before.scope, after.scope) ? '' : 'where it holds',
    same(before.effect, after.effect) ? '' : `what it does (${doing(after)})`,
    before.pinned === after.pinned ? '' : after.pinned ? 'that it is pinned now' : 'that it is no longer pinned',
  ].filter(Boolean);
  return parts.length > 0 ? `changes in ${parts.join(', ')}` : 'changes in its words, counts or evidence only';
}

function sideOf({ status, effect, scope, pinned }: Lesson): LessonSide {
  return { status, ...(effect && { effect }), scope, pinned };
}

function doing({ status, effect }: LessonSide): string {
  if (status !== 'active' && status !== 'trial') return 'it has no effect';
  if (!effect) return 'it tells reviewers';
  if (status === 'trial' && effect.do === 'hold-back') return 'it lowers and marks findings, and hides none';
  if (status === 'trial' && effect.do === 'raise') return 'it only marks findings';
  return { 'hold-back': 'it holds findings back', demote: 'it lowers findings', raise: 'it raises findings' }[effect.do];
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
