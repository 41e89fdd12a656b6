/** Keeps memory within its budget: puts the lessons to sleep that would be missed least, and wakes some when there is room. */
import { isSecurity } from '../analysis/security.js';
import { tokensOf } from '../memory/health.js';
import type { Lesson } from '../memory/lesson.js';
import type { LessonUse } from '../memory/lesson-use.js';
import { memoryBudget } from '../memory/memory-budget.js';
import { isEffective } from '../memory/recall.js';
import { countOf } from '../transcript/count-of.js';
import { aboutLesson } from './about-lesson.js';
import type { Draft } from './draft.js';
import { leastWorthFirst } from './lesson-worth.js';
import { observationsNear } from './near-observations.js';
import type { Sleeper } from './rest.js';
import type { RefineInput } from './rule-state.js';
import { personDecides } from './whose-lesson.js';

/** A lesson that slept for want of room wakes up to here (of the budget) only: what is learned next has room, and nothing goes to and fro. */
const wakesUpTo = 0.9;

export type BudgetInput = Pick<RefineInput, 'ids' | 'observations' | 'citedFingerprint' | 'since'> & {
  /** As they will stand after everything else that the dream has decided. */
  lessons: readonly Lesson[];
  /** Lessons that a dream cannot change; those in effect take room too. */
  fixed: readonly Lesson[];
  sleepers: readonly Sleeper[];
  /** Lessons of which an operation waits: what becomes of them is decided by a person. */
  waiting: ReadonlySet<string>;
  uses: ReadonlyMap<string, LessonUse>;
  budget?: number;
};

/**
 * What people pinned, asked for, wrote or decided about is never put to sleep for want of room; what may raise security findings only when nothing
 * else is left, and a person says so. The same input gives the same drafts.
 */
export function fitBudget(input: BudgetInput): Draft[] {
  const { lessons, fixed, uses, budget = memoryBudget } = input;
  const effective = lessons.filter(isEffective);
  const tokens = tokensInEffect([...effective, ...fixed]);
  if (tokens <= budget) return wakes(input, tokens);
  const whose = personDecides(input);
  const near = observationsNear(input.observations);
  const free = effective.filter((l) => !input.waiting.has(l.id) && whose(l) === undefined);
  const guards = new Set(free.filter((l) => mayGuard(l, () => aboutLesson(l, near(l)).inside.map((o) => o.subject.security))));
  const drafts: Draft[] = [];
  let left = tokens;
  for (const [candidates, conflict] of [
    [free.filter((l) => !guards.has(l)), undefined],
    [[...guards], 'it may raise security findings'],
  ] as const) {
    for (const lesson of leastWorthFirst(candidates, uses)) {
      if (left <= budget) return drafts;
      left -= tokensOf(lesson);
      const operation = {
        v: 1,
        id: input.ids.next('op'),
        lesson: lesson.id,
        reason: `memory has ${tokens} tokens and room for ${budget}, and this one would be missed least: ${useWords(lesson, uses.get(lesson.id))}`,
        by: 'outcome',
        evidence: lesson.evidence.slice(0, 5),
        op: 'sleep',
        until: 'room',
      } as const;
      drafts.push({ operation, ...(conflict !== undefined && { conflict }) });
    }
  }
  return drafts;
}

/** What all lessons in effect take. */
export function tokensInEffect(lessons: readonly Lesson[]): number {
  return lessons.reduce((sum, l) => sum + (isEffective(l) ? tokensOf(l) : 0), 0);
}

/** The most useful first; a smaller one behind it may still fit. */
function wakes({ ids, lessons, sleepers, uses, budget = memoryBudget }: BudgetInput, tokens: number): Draft[] {
  const now = new Map(lessons.map((l) => [l.id, l]));
  const waited = new Map(sleepers.map((s) => [s.lesson.id, s.waited]));
  const asleep = sleepers.flatMap(({ lesson: { id } }) => now.get(id) ?? []).filter((l) => l.status === 'dormant');
  const drafts: Draft[] = [];
  let taken = tokens;
  for (const lesson of leastWorthFirst(asleep, uses).toReversed()) {
    const forCode = waited.get(lesson.id) === 'code';
    const needed = tokensOf(lesson);
    if (taken + needed > (forCode ? budget : wakesUpTo * budget)) continue;
    taken += needed;
    const evidence = lesson.evidence.filter((e) => !forCode || e.type === 'code').slice(0, 5);
    const reason = forCode ? 'code that it cites is back' : `there is room for it again: memory has ${tokens} of ${budget} tokens`;
    drafts.push({ operation: { v: 1, id: ids.next('op'), lesson: lesson.id, reason, by: 'outcome', evidence, op: 'wake' } });
  }
  return drafts;
}

/** True unless it is known that what the lesson raises, or tells reviewers to look for, is no matter of security. */
function mayGuard(lesson: Lesson, securityOf: () => boolean[]): boolean {
  const { effect, scope, audience: name, statement: title, body } = lesson;
  if (effect && effect.do !== 'raise') return false;
  const says = (rule?: string): boolean =>
    isSecurity({ category: 'maintainability', title, body, source: { kind: 'specialist', name }, ...(rule !== undefined && { rule }) });
  if (says() || scope.rules.some(says)) return true;
  if (!effect) return false;
  const seen = securityOf();
  return seen.length === 0 || seen.includes(true);
}

function useWords({ effect }: Lesson, use: LessonUse | undefined): string {
  if (!use) return 'it is new';
  const { touched, recalled, helped, harmed, idleReviews } = use;
  const did = effect ? `touched ${countOf(touched, 'finding')}` : `was recalled ${countOf(recalled, 'time')}`;
  const said = helped + harmed > 0 ? `, right ${helped} of ${helped + harmed} times` : '';
  return `it ${did}${said}${idleReviews > 0 ? `, and did nothing in the last ${countOf(idleReviews, 'review')}` : ''}`;
}
