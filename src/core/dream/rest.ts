/** Rest: lessons sleep while all the code that they cite is gone, and may wake when some of it is back. */
import type { CitationState } from '../memory/code-citation.js';
import type { CodeEvidence, Lesson } from '../memory/lesson.js';
import type { Ids } from '../ports.js';
import type { AsleepFor } from './asleep.js';
import type { Draft } from './draft.js';

/** Whether cited code still stands where anyone may be at work. What cannot be read is `unknown`. */
export type FindCode = (evidence: CodeEvidence) => Promise<CitationState['state']>;

/** A lesson that nothing keeps asleep but the want of room. */
export type Sleeper = { lesson: Lesson; waited: 'code' | 'room' };

export type RestInput = {
  lessons: readonly Lesson[];
  asleep: ReadonlyMap<string, AsleepFor>;
  /** Absent: nothing is known of code, so that none sleeps or wakes for it. */
  findCode?: FindCode | undefined;
};

/** Unknown is not false: only code that is surely gone puts to sleep, and only code that is surely back wakes. Pinned lessons are left alone. */
export async function rest(
  deps: { ids: Ids },
  { lessons, asleep, findCode }: RestInput,
): Promise<{ sleeps: Draft[]; sleepers: Sleeper[] }> {
  const sleeps: Draft[] = [];
  const sleepers: Sleeper[] = [];
  for (const lesson of lessons) {
    const sleeping = lesson.status === 'dormant';
    if (lesson.pinned || (!sleeping && lesson.status !== 'active' && lesson.status !== 'trial')) continue;
    const waited = sleeping ? (asleep.get(lesson.id) ?? 'code') : 'code';
    if (waited === 'said') continue;
    const cited = lesson.evidence.filter((e) => e.type === 'code');
    const found = findCode ? await Promise.all(cited.map((e) => findCode(e))) : [];
    const isGone = found.length > 0 && found.every((state) => state === 'gone');
    if (sleeping) {
      const stands = waited === 'room' ? found.length === 0 || found.includes('holds') : found.includes('holds');
      if (stands) sleepers.push({ lesson, waited });
    } else if (isGone) {
      const common = { v: 1, id: deps.ids.next('op'), lesson: lesson.id, by: 'outcome', evidence: cited.slice(0, 5) } as const;
      sleeps.push({ operation: { ...common, op: 'sleep', until: 'code', reason: 'all the code that it cites is gone' } });
    }
  }
  return { sleeps, sleepers };
}
